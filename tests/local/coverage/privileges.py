"""What privileges.yaml says that a statement needs, by the grammar's rule and the kind of object."""

from __future__ import annotations

import re
from collections.abc import Iterable

from local.account import Account
from local.errors import SnowflakeError
from tests.local.privileges.cases import Book, Case

Key = tuple[str, str]  # a rule of the grammar, and the kind of object where the rule is for many
_STAND_INS = {"A_FILE": "file:///f", "A_DIRECTORY": "file:///d", "THE_IMAGE": "/a/b/c/d:1"}
_NAMED = re.compile(r"(?P<what>.+? ON (?P<kind>ACCOUNT|[A-Z ]+?))(?: [A-Z_.]+)?")


def needs(account: Account, book: Book) -> dict[Key, list[str]]:
    """For each statement the sets of privileges that suffice, the least first; `` stands for none."""
    found: dict[Key, set[frozenset[str]]] = {}
    for case in book.cases:
        # of what is not there, IF EXISTS says yes to everybody
        if "IF EXISTS" not in case.statement and case.outcome is None and case.role == "ACTOR" and case.service is None:
            key = key_of(account, case.statement)
            if key is not None:
                found.setdefault(key, set()).add(_held(case))
    return {key: _least(held) for key, held in found.items()}


def key_of(account: Account, text: str) -> Key | None:
    """The statement's rule and kind; None where it does not parse."""
    for name, value in _STAND_INS.items():
        text = text.replace(name, value)
    try:
        statement = account.parse(text)
    except SnowflakeError:
        return None
    return statement.rule, str(statement.args.get("kind") or statement.args.get("plural") or "")


def _held(case: Case) -> frozenset[str]:
    return frozenset(_general(item) for item in (*case.holds, *(case.secondary or ())))


def _general(item: str) -> str:
    """Without the object's name: `USAGE ON DATABASE`."""
    if item.startswith("ROLE "):
        return "the role"
    match = _NAMED.fullmatch(item)
    return match["what"] if match else item


def _least(held: Iterable[frozenset[str]]) -> list[str]:
    """Those that no other is a part of; the empty one where there is no other."""
    all_held = {one for one in held if one} or {frozenset[str]()}
    least = [one for one in all_held if not any(other < one for other in all_held)]
    return sorted((" and ".join(sorted(one)) for one in least), key=lambda text: (len(text), text))
