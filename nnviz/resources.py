"""Where the files that are not code lie: fonts, icons, lessons, sample projects, data sets."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


def resource(*parts: str) -> Path:
    """Return the path of a resource, in the installed package or in the checkout.

    ``resource("icons", "play.svg")``; it is not looked at whether it exists.
    """
    return _root().joinpath(*parts)


@cache
def _root() -> Path:
    package = Path(str(files("nnviz")))
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"
