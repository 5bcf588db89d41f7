"""What a rule of the grammar becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import ClassVar, dataclass_transform

from spcs_local.statements.types import StatementType

_WORD_BEGINS = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Phrase:
    """What is read by the rule of the class' name, or by one form of a rule; each field is a rule that stands in it.

    A field has a default if the rule may be absent. `checking` holds classes and grammar to that when a parser is made.
    Every class that is derived from this one is a frozen dataclass. What a dataclass compares and shows by stands here
    once, and what adds nothing to its one base is as the base is: for 120 classes that is half of the time and memory
    that they take at every start.
    """

    def __init_subclass__(cls) -> None:
        if len(cls.__bases__) > 1 or "__annotations__" in cls.__dict__:
            dataclass(frozen=True, kw_only=True, eq=False, repr=False)(cls)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    @classmethod
    def rule(cls) -> str:
        """The grammar's name for it: create_service for CreateService."""
        return _rule_of(cls.__name__)


class Statement(Phrase):
    """A whole statement. A handler is registered for its class."""

    statement_type: ClassVar[StatementType] = StatementType.DDL
    describable: ClassVar[bool] = False  # run also for a driver that only asks what columns it has

    def written(self) -> Iterator[tuple[str, object]]:
        """What the text has of what it may lack, by the grammar's names; what has several forms, by the form's."""
        for part in fields(self):
            value = getattr(self, part.name)
            if part.default is MISSING or value != part.default:
                yield value.rule() if isinstance(value, Phrase) else part.name, value


@cache
def _rule_of(class_name: str) -> str:
    return _WORD_BEGINS.sub("_", class_name).lower()
