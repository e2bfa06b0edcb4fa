"""The places that a breakpoint can stand on: every file in this package registers one."""

from core.registry import import_members

import_members("core.places")
