"""Worksheets as files: one, or a folder of variants, whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

import nnviz
from nnviz.exporters.worksheet.latex import latex_document
from nnviz.exporters.worksheet.sheet import Sheet
from nnviz.figures.export import ExportError, write_atomically
from nnviz.figures.paged import pages_pdf
from nnviz.figures.worksheet.pages import worksheet_pages

SUFFIXES = {"pdf": ".pdf", "latex": ".tex"}


def sheet_content(sheet: Sheet, kind: str, paper: str, room: float) -> bytes:
    """Return the content of a worksheet's file.

    Parameters
    ----------
    kind : str
        A key of `SUFFIXES`.
    paper, room
        As in `worksheet_pages`.
    """
    if kind == "latex":
        return latex_document(sheet, paper, room).encode("utf-8")
    title = f"{sheet.title}, {sheet.mark}" if sheet.mark else sheet.title
    metadata = {"Title": title, "Software": f"NNViz {nnviz.__version__}"}
    return pages_pdf(worksheet_pages(sheet, paper, room), metadata)


def variant_name(variant: int, variants: int, kind: str) -> str:
    """Return the name of a variant's file; names are in the order of the variants."""
    return f"worksheet-{variant:0{max(2, len(str(variants)))}}{SUFFIXES[kind]}"


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a folder, which is made if it is not there.

    Where one cannot be written, those that are new are taken away again, and the folder too.

    Raises
    ------
    ExportError
        If the place cannot be written or the disk is full.
    """
    is_new = _made(folder)
    written: list[Path] = []
    try:
        for name, content in contents.items():
            path = folder / name
            was_there = path.exists()
            write_atomically(path, content)
            if not was_there:
                written.append(path)
    except ExportError:
        for path in written:
            path.unlink(missing_ok=True)
        if is_new:
            folder.rmdir()
        raise


def _made(folder: Path) -> bool:
    """Make the folder; tell whether it was not there before."""
    try:
        folder.mkdir()
    except FileExistsError as error:
        if folder.is_dir():
            return False
        raise ExportError(f"“{folder}” is a file, and no folder.") from error
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise ExportError(f"The folder “{folder.parent}” does not exist.") from error
        raise ExportError(f"The folder “{folder}” cannot be made: {error.strerror}.") from error
    return True
