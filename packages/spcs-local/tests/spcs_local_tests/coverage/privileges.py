"""What privileges.yaml says that a statement needs, by the grammar's rule and the kind of object."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spcs_local.account import Account
from spcs_local.errors import SnowflakeError
from spcs_local.statements.rules.objects import OfKind, Show
from spcs_local.statements.statement import Statement
from spcs_local_tests.privileges.cases import Book, Case

Key = tuple[str, str]  # a rule of the grammar, and the kind of object where the rule is for many
OWNER = "KEEPER"  # of all that stands before a case
SYNTAX_ERROR = (1003, "42000")
_STAND_INS = {"A_FILE": "file:///f", "A_DIRECTORY": "file:///d", "THE_IMAGE": "/a/b/c/d:1"}
_GIVEN = re.compile(r"GRANT (?P<what>.+) TO ROLE ACTOR")
_NAMED = re.compile(r"(?P<what>.+? ON (?P<kind>ACCOUNT|[A-Z ]+?))(?: [A-Z_.]+(?: \([A-Z, ]*\))?)?")


def needs(account: Account, book: Book) -> dict[Key, list[str]]:
    """For each statement the sets of privileges that suffice, the least first; `` stands for none."""
    found: dict[Key, set[frozenset[str]]] = {}
    roles: dict[Key, set[str]] = {}
    for key, case in _keyed(account, book):
        # of what is not there, IF EXISTS says yes to everybody
        if "IF EXISTS" in case.statement or case.outcome is not None or case.service is not None:
            continue
        if case.role == "ACTOR" and not (key[0].startswith("show") and _told_nothing(case)):
            found.setdefault(key, set()).add(_held(case))
        elif case.role != "ACTOR":
            roles.setdefault(key, set()).add("the owner" if case.role == OWNER else f"the role {case.role}")
    return {key: sorted(names) for key, names in roles.items()} | {key: _least(held) for key, held in found.items()}


def refused(account: Account, book: Book) -> set[Key]:
    """The statements that some case is denied, or shown less of than others are."""
    return {
        key
        for key, case in _keyed(account, book)
        if case.hides or case.empty or case.outcome not in (None, SYNTAX_ERROR)
    }


def _keyed(account: Account, book: Book) -> Iterator[tuple[Key, Case]]:
    for case in book.cases:
        key = key_of(account, case.statement)
        if key is not None:
            yield key, case


def key_of(account: Account, text: str) -> Key | None:
    """The statement's rule and kind; None where it does not parse."""
    for name, value in _STAND_INS.items():
        text = text.replace(name, value)
    try:
        statement = account.parse(text)
    except SnowflakeError:
        return None
    return statement.rule(), words_of(statement)


def words_of(statement: Statement) -> str:
    """SQL's words for the kind that the statement says it is about."""
    if isinstance(statement, Show):
        return statement.plural
    return statement.kind if isinstance(statement, OfKind) else ""


def _told_nothing(case: Case) -> bool:
    return bool(case.hides or case.empty) and not case.shows


def _held(case: Case) -> frozenset[str]:
    """What the role holds: from the start, and what it is given of objects that a case itself makes."""
    given = [match["what"] for statement in case.before if (match := _GIVEN.fullmatch(statement))]
    return frozenset(_general(item) for item in (*case.holds, *(case.secondary or ()), *given))


def _general(item: str) -> str:
    """Without the object's name: `USAGE ON DATABASE`."""
    if item.startswith("ROLE "):
        return "the role"
    if item.startswith("SERVICE ROLE "):
        return "a service role"
    match = _NAMED.fullmatch(item)
    return match["what"] if match else item


def _least(held: Iterable[frozenset[str]]) -> list[str]:
    """Those that no other is a part of; the empty one where there is no other."""
    all_held = {one for one in held if one} or {frozenset[str]()}
    least = [one for one in all_held if not any(other < one for other in all_held)]
    return sorted((" and ".join(sorted(one)) for one in least), key=lambda text: (len(text), text))
