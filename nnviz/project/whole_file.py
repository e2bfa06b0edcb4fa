"""Writing a file so that it is whole at every moment: the old one, or the new one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file beside its place, flush it to the disk and rename it.

    Raises
    ------
    OSError
        If it cannot be written; what was there before is still there, and nothing else.
    """
    target = Path(path).resolve()  # a link stays a link
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, part)
        os.replace(part, target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
