import os
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from nnviz.figures import export
from nnviz.figures.export import ExportError, ExportOptions, copy_picture, export_picture, rasterise
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import PRINT
from tests.nnviz.figures.plots import every_layer

SVG = "{http://www.w3.org/2000/svg}"

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def picture() -> PlotPicture:
    return PlotPicture(every_layer(PRINT), PRINT)


def test_a_png_has_its_size_resolution_and_words(picture: PlotPicture, tmp_path: Path) -> None:
    path = tmp_path / "figure.png"
    export_picture(picture, path, ExportOptions(80, 50, dpi=300), {"Software": "NNViz", "Title": "Mine"})
    with PillowImage.open(path) as image:
        image.load()
        assert image.size == (945, 591)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.info["Software"] == "NNViz"
        assert image.info["Description"] == picture.description


def test_transparent_paper_is_transparent(picture: PlotPicture, tmp_path: Path) -> None:
    for transparent, alpha in ((True, 0), (False, 255)):
        export_picture(picture, tmp_path / "a.png", ExportOptions(50, dpi=72, transparent=transparent))
        assert QImage(str(tmp_path / "a.png")).pixelColor(0, 0).alpha() == alpha


def test_an_svg_is_vectors_with_real_text_and_the_right_millimetres(
    picture: PlotPicture, tmp_path: Path
) -> None:
    path = tmp_path / "figure.svg"
    export_picture(picture, path, ExportOptions(85, 60), {"Title": "Mine & <yours>"})
    root = ElementTree.parse(path).getroot()
    words = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert {"weight", "loss −log p", "Every layer", "solid", "threshold", "a note", "−1"} <= words
    assert len(list(root.iter(f"{SVG}polyline"))) > 10
    assert len(list(root.iter(f"{SVG}path"))) > 5
    assert len(list(root.iter(f"{SVG}image"))) == 1
    assert float(root.get("width", "").removesuffix("mm")) == pytest.approx(85, abs=0.05)
    assert float(root.get("height", "").removesuffix("mm")) == pytest.approx(60, abs=0.05)
    assert root.findtext(f"{SVG}title") == "Mine & <yours>"
    assert root.findtext(f"{SVG}desc") == picture.description


def test_a_pdf_is_vectors_on_a_page_of_its_size_with_the_font_inside(
    picture: PlotPicture, tmp_path: Path
) -> None:
    path = tmp_path / "figure.pdf"
    export_picture(picture, path, ExportOptions(100, 50), {"Title": "Mine"})
    content = path.read_bytes()
    assert content.startswith(b"%PDF-1.")
    assert b"/MediaBox [0 0 283.000000 142.000000]" in content
    assert b"/Inter-Regular" in content
    assert content.rstrip().endswith(b"%%EOF")


def test_svg_and_png_show_the_same(picture: PlotPicture, tmp_path: Path) -> None:
    options = ExportOptions(120, 80, dpi=96)
    export_picture(picture, tmp_path / "figure.svg", options)
    width, height = (round(mm / 25.4 * 96) for mm in (120, 80))
    pixels = rasterise(picture, width, height, options)
    drawn = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(0xFFFFFFFF)
    painter = QPainter(drawn)
    QSvgRenderer(str(tmp_path / "figure.svg")).render(painter)
    painter.end()
    assert np.abs(_levels(pixels) - _levels(drawn)).mean() < 4


def _levels(image: QImage) -> np.ndarray:
    rgb = image.convertToFormat(QImage.Format.Format_RGBX8888)
    return (
        np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.width(), 4)[..., :3].astype(float)
    )


def test_without_a_size_the_picture_keeps_its_own(picture: PlotPicture, tmp_path: Path) -> None:
    export_picture(picture, tmp_path / "own.png", ExportOptions(dpi=72))
    assert QImage(str(tmp_path / "own.png")).size().toTuple() == picture.size
    export_picture(picture, tmp_path / "wide.png", ExportOptions(picture.size[0] * 2 / 72 * 25.4, dpi=72))
    assert QImage(str(tmp_path / "wide.png")).height() == picture.size[1] * 2


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("figure.bmp", ExportOptions(), "should end in .png, .svg, .pdf or .tex"),
        ("figure", ExportOptions(), "should end in"),
        ("no/folder/figure.png", ExportOptions(), "does not exist"),
        ("figure.png", ExportOptions(5000, dpi=1200), "Choose a lower resolution"),
        ("figure.png", ExportOptions(1e300), "Choose a lower resolution"),
        ("figure.png", ExportOptions(0.0), "positive"),
        ("figure.pdf", ExportOptions(float("nan")), "positive"),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_line(
    picture: PlotPicture, tmp_path: Path, name: str, options: ExportOptions, says: str
) -> None:
    with pytest.raises(ExportError) as error:
        export_picture(picture, tmp_path / name, options)
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    picture: PlotPicture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "figure.png"
    path.write_bytes(b"the old one")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export.os, "fsync", full)
    with pytest.raises(ExportError, match="disk is full"):
        export_picture(picture, path, ExportOptions(50))
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_is_as_readable_as_any(picture: PlotPicture, tmp_path: Path) -> None:
    export_picture(picture, tmp_path / "figure.svg", ExportOptions())
    (tmp_path / "plain").touch()
    assert os.stat(tmp_path / "figure.svg").st_mode == os.stat(tmp_path / "plain").st_mode


def test_a_copy_is_pixels_and_vectors(picture: PlotPicture) -> None:
    copy_picture(picture, ExportOptions(50))
    mime = QGuiApplication.clipboard().mimeData()
    assert bytes(mime.data("image/png").data()).startswith(b"\x89PNG")
    assert b"<svg" in mime.data("image/svg+xml").data()
