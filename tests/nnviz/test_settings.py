from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from nnviz.settings import Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "nnviz.ini"


def test_what_is_set_is_there_the_next_time(file: Path) -> None:
    settings = Settings(file)
    settings.theme = "dark"
    settings.digits = 6
    settings.animate_steps = False
    settings.export_width_mm = 85.5
    settings.window_geometry = QByteArray(b"\x00\x01geometry")
    settings.store.sync()
    again = Settings(file)
    assert (again.theme, again.digits, again.animate_steps) == ("dark", 6, False)
    assert again.export_width_mm == 85.5
    assert again.window_geometry == b"\x00\x01geometry"


def test_an_empty_file_gives_the_defaults(file: Path) -> None:
    settings = Settings(file)
    assert (settings.theme, settings.digits, settings.animate_steps) == ("system", 4, True)
    assert settings.recent_files == []
    assert not file.exists()


def test_nonsense_in_the_file_is_the_default(file: Path) -> None:
    file.write_text("[look]\ntheme=pink\ndigits=many\nanimate_steps=perhaps\n[export]\ndpi=99999\n")
    settings = Settings(file)
    assert (settings.theme, settings.digits, settings.animate_steps) == ("system", 4, True)
    assert settings.export_dpi == 300


def test_a_value_that_is_not_allowed_is_refused(file: Path) -> None:
    with pytest.raises(ValueError, match="digits"):
        Settings(file).digits = 40
    with pytest.raises(ValueError, match="theme"):
        Settings(file).theme = "pink"  # type: ignore[assignment]


def test_recent_files_are_the_last_ten_that_exist_newest_first(file: Path, tmp_path: Path) -> None:
    projects = [tmp_path / f"{k}.nnviz" for k in range(12)]
    settings = Settings(file)
    for project in projects:
        project.touch()
        settings.add_recent_file(project)
    settings.add_recent_file(projects[5])
    projects[11].unlink()
    settings.store.sync()
    recent = [path.stem for path in Settings(file).recent_files]
    assert recent == ["5", "10", "9", "8", "7", "6", "4", "3", "2", "1"]


def test_a_single_recent_file_survives(file: Path, tmp_path: Path) -> None:
    (tmp_path / "one.nnviz").touch()
    settings = Settings(file)
    settings.add_recent_file(tmp_path / "one.nnviz")
    settings.store.sync()
    assert Settings(file).recent_files == [tmp_path / "one.nnviz"]
