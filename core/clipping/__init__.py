"""The ways to clip a gradient: every file in this package registers one."""

from core.registry import import_members

import_members("core.clipping")
