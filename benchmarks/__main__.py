"""Run all benchmarks, or those that are named, print a table of each, and keep the tables in a page, if it is
named."""

from __future__ import annotations

import argparse
import importlib
import os
import re
from pathlib import Path

from benchmarks.measuring import table

NAMES = (
    "start_up",
    "stepping",
    "large",
    "jump",
    "event_loop",
    "trace",
    "training",
    "breakpoints",
    "endurance",
    "surface",
    "race",
    "arena",
)


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How fast NNViz is.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; all by default")
    parser.add_argument(
        "--page", type=Path, metavar="FILE", help="where the tables come in the place of their old ones"
    )
    options = parser.parse_args()
    chosen = options.names or NAMES
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        parser.error(f"unknown {', '.join(unknown)}; known are {', '.join(NAMES)}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is imported, by what follows
    for name in chosen:
        module = importlib.import_module(f"benchmarks.{name}")
        section = f"## {name}\n\n{(module.__doc__ or '').strip()}\n\n{table(module.rows())}\n"
        print(section, flush=True)
        if options.page:
            page = options.page.read_text(encoding="utf-8")
            options.page.write_text(with_section(page, name, section), encoding="utf-8")


def with_section(page: str, name: str, section: str) -> str:
    """Return a page with a section in the place of the one of that name, or at its end."""
    old = re.search(rf"^## {name}\n.*?(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    if old is None:
        return f"{page.rstrip()}\n\n{section}"
    after = page[old.end() :]
    return page[: old.start()] + section + ("\n" + after if after else "")


if __name__ == "__main__":
    main()
