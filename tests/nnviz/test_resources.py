from nnviz.resources import resource


def test_fonts_and_icons_come_with_their_licences() -> None:
    assert "SIL Open Font License" in resource("fonts", "LICENSE.txt").read_text(encoding="utf-8")
    assert "ISC License" in resource("icons", "LICENSE.txt").read_text(encoding="utf-8")
    assert resource("fonts", "Inter-Regular.otf").is_file()
