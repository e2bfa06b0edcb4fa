"""Run all benchmarks, or those that are named, and print a table of each."""

from __future__ import annotations

import argparse
import importlib
import os

from benchmarks.measuring import table

NAMES = ("start_up", "stepping", "event_loop", "trace", "training", "endurance", "surface", "race")


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How fast NNViz is.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; all by default")
    chosen = parser.parse_args().names or NAMES
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        parser.error(f"unknown {', '.join(unknown)}; known are {', '.join(NAMES)}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is imported, by what follows
    for name in chosen:
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"## {name}\n\n{(module.__doc__ or '').strip()}\n\n{table(module.rows())}\n", flush=True)


if __name__ == "__main__":
    main()
