"""What a setting is: a key of the configuration, with its check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from components.checks import Check

T_co = TypeVar("T_co", covariant=True)
PROJECT, SNOWFLAKE = "milvus-spcs", "snowflake"  # the namespaces of keys


@dataclass(frozen=True)
class Setting(Generic[T_co]):
    """A key of the configuration. One that is neither optional nor has a default is asked for.

    `variable` is what may say it instead, in the environment; `below` is the path to a value in one that is a table;
    `prefixed` is the name of an object, which `namePrefix` goes in front of; `may_exist` one of an object that may be
    there before, and `of` the name of that setting for what means nothing then.
    """

    name: str
    check: Check[T_co]
    description: str = ""
    default: str = ""
    optional: bool = False
    may_be_empty: bool = False
    namespace: str = PROJECT
    variable: str | None = None
    below: str | None = None
    prefixed: bool = False
    may_exist: bool = False
    of: str | None = None

    @property
    def key(self) -> str:
        """As `pulumi config set` takes it."""
        return f"{self.namespace}:{self.name}"

    def require(self, value: object) -> None:
        """Raise ValueError unless the value is one that the setting could have."""
        try:
            self.check(str(value))
        except ValueError as error:
            raise ValueError(f"{self.name} is {value!r}; allowed: {error}. To do: choose one of these") from None
