"""What many statements have in common, and the clauses that they share."""

from __future__ import annotations

from dataclasses import field

from spcs_local.model.identifiers import Name
from spcs_local.statements.statement import Phrase, Statement
from spcs_local.statements.types import StatementType
from spcs_local.statements.values import Options


class Limit(Phrase):
    count: str
    after: str | None = None


class InAccount(Phrase):
    pass


class InDatabase(Phrase):
    name: Name | None = None  # without it, the session's


class InSchema(Phrase):
    name: Name | None = None  # without it, the session's


class InAny(Phrase):
    name: Name


Scope = InAccount | InDatabase | InSchema | InAny


class Named(Statement):
    """A statement about one object."""

    name: Name


class Creating(Named):
    """CREATE."""

    if_not_exists: bool = False
    options: Options = field(default_factory=dict)

    @property
    def replaces(self) -> bool:
        """Whether it takes the place of an object of its name."""
        return False


class Replacing(Creating):
    """CREATE [OR REPLACE]."""

    or_replace: bool = False

    @property
    def replaces(self) -> bool:
        """As the text says."""
        return self.or_replace


class Existing(Named):
    """ALTER and DROP: what is not there is an error, or none."""

    if_exists: bool = False


class Setting(Existing):
    """ALTER … SET."""

    options: Options


class Unsetting(Existing):
    """ALTER … UNSET."""

    words: tuple[str, ...]


class TagValue(Phrase):
    qualified: Name
    string: str


class SettingTags(Existing):
    """ALTER … SET TAG."""

    tag_values: tuple[TagValue, ...]


class UnsettingTags(Existing):
    """ALTER … UNSET TAG."""

    tag_names: tuple[Name, ...]


class Showing(Statement):
    """SHOW."""

    statement_type = StatementType.SHOW
    describable = True


class Listing(Showing):
    """SHOW of all of a kind."""

    like: str | None = None
    starts_with: str | None = None
    limit: Limit | None = None


class Describing(Named):
    """DESCRIBE."""

    statement_type = StatementType.DESCRIBE
    describable = True
