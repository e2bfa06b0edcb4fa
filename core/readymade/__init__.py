"""Ready-made breakpoints: every file in this package registers one."""

from core.registry import import_members

import_members("core.readymade")
