"""Families of classes that collect themselves.

A family is a base class; each of its members is a frozen dataclass in a file of its own, named by
its ``key``. Writing the class is all that is needed: it registers when it is defined, and a
family's package imports every file that lies in it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from core.hyper import Hyper, HyperError, hypers


class Declared:
    """A frozen dataclass with hyperparameters, which are read from plain values and written as such.

    Attributes
    ----------
    key : str
        The name in files and on the command line.
    label : str
        The name on the screen.
    """

    key: ClassVar[str] = ""
    label: ClassVar[str] = ""

    @classmethod
    def hypers(cls) -> tuple[Hyper, ...]:
        """Return the declared hyperparameters."""
        return hypers(cls)

    @classmethod
    def from_values(cls, values: Mapping[str, Any], path: str = "") -> Self:
        """Build it from its hyperparameters; those left out take their defaults.

        Raises
        ------
        HyperError
            If a name is not declared or a value is out of its range.
        """
        path = path or cls.key
        declared = {hyper.name: hyper for hyper in cls.hypers()}
        for name in values:
            if name not in declared:
                known = ", ".join(declared) or "none"
                raise HyperError(f"{path}.{name}", f"{cls.label} has no such entry; known: {known}")
        framework = values.get("framework")
        if "framework" in declared:
            framework = declared["framework"].parse(
                values.get("framework", declared["framework"].default), f"{path}.framework"
            )
        return cls(
            **{
                name: hyper.parse(values[name], f"{path}.{name}")
                if name in values
                else hyper.default_for(framework)
                for name, hyper in declared.items()
            }
        )

    def encode(self) -> dict[str, Any]:
        """Return ``{hyperparameter: value, ...}`` with every value written out."""
        return {hyper.name: getattr(self, hyper.name) for hyper in self.hypers()}


class Member(Declared):
    """Base of every family's base class.

    A direct subclass of `Member` opens a family; every class below it that sets `key` belongs to it.

    Attributes
    ----------
    family : str
        The family's name in messages, "activation".
    formula : str
        LaTeX.
    reference : str
        Where the formula comes from.
    """

    family: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    reference: ClassVar[str] = ""
    _members: ClassVar[dict[str, type[Any]]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if Member in cls.__bases__:
            cls._members = {}
        elif "key" in cls.__dict__:
            cls._members[cls.key] = cls

    @classmethod
    def members(cls) -> dict[str, type[Self]]:
        """Return the family's classes by key, in the order of their labels."""
        return dict(sorted(cls._members.items(), key=lambda item: item[1].label.lower()))

    @classmethod
    def find(cls, key: Any, path: str = "") -> type[Self]:
        """Return the class called `key`.

        Raises
        ------
        HyperError
            If the family has no such member.
        """
        if not isinstance(key, str) or key not in cls._members:
            known = ", ".join(sorted(cls._members))
            raise HyperError(path or cls.family, f"unknown {cls.family} {key!r}; known are {known}")
        return cls._members[key]

    @classmethod
    def decode(cls, values: Any, path: str = "") -> Self:
        """Build a member from ``{"key": ..., hyperparameter: value, ...}``.

        Raises
        ------
        HyperError
            If the key is unknown, a name is not declared, or a value is out of its range.
        """
        path = path or cls.family
        if not isinstance(values, Mapping):
            raise HyperError(path, f"expected an object with a key, got {values!r}")
        if "key" not in values:
            raise HyperError(path, 'the entry "key" is missing')
        member = cls.find(values["key"], f"{path}.key")
        return member.from_values({k: v for k, v in values.items() if k != "key"}, path)

    def encode(self) -> dict[str, Any]:
        """Return ``{"key": ..., hyperparameter: value, ...}`` with every value written out."""
        return {"key": self.key} | super().encode()


def import_members(package: str) -> None:
    """Import every module that lies in a family's package, so that its classes register."""
    path = importlib.import_module(package).__path__
    for module in pkgutil.iter_modules(path):
        importlib.import_module(f"{package}.{module.name}")
