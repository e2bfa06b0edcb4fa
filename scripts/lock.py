"""Write the two hashed lock files anew from pyproject.toml: python3 scripts/lock.py [--upgrade].

requirements.lock is what the program needs, requirements-dev.lock the same and the tools for tests.
Both hold versions and hashes only, no address, so that they serve with any package index.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--no-annotate",
    "--no-config",
    "--quiet",
]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin")
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        compile_ = [str(programs / "uv"), "pip", "compile", "pyproject.toml", *OPTIONS, *sys.argv[1:]]
        subprocess.run([*compile_, "-o", RUNTIME], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        # The first lock constrains the second: what is tested is what is shipped.
        dev = [*compile_, "--group", "dev", "--constraints", RUNTIME, "-o", DEV]
        subprocess.run(dev, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
