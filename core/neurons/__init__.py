"""The neurons of history: every class in this package that has a key registers."""

from core.registry import import_members

import_members("core.neurons")
