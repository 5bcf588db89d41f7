"""A name in the configuration, or a table with a name and `existing: true` for an object that is there before."""

from __future__ import annotations

from typing import Any

from components.checks import Check, structure
from components.sql import Existing, Identifier

FORM = "{name: …, existing: true}"
_SAID = {True: True, False: False, "true": True, "false": False}


def may_exist(check: Check[Identifier]) -> Check[Identifier]:
    """Takes what `check` takes, or the JSON of such a table, of whose name it makes an Existing."""

    def checked(text: str) -> Identifier:
        name, existing = _read(text)
        try:
            found = check(name)
        except ValueError as error:
            raise ValueError(f"{error}; or {FORM} with such a name, for one that is there before") from None
        return Existing(found) if existing else found

    return checked


def _read(text: str) -> tuple[str, bool]:
    """The name, and whether it exists; of what is neither a name nor such a table, what no check takes."""
    table = _table(text)
    if table is None:
        return text, False
    name, said = table.get("name"), table.get("existing", False)
    if set(table) <= {"name", "existing"} and isinstance(name, str) and isinstance(said, str | bool) and said in _SAID:
        return name, _SAID[said]
    return "\0", False


def _table(text: str) -> dict[str, Any] | None:
    found = structure(text)
    return found if isinstance(found, dict) else None
