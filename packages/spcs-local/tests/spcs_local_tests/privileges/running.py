"""One case, against whichever account: set-up, statement, verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from spcs_local_tests.privileges.cases import Case, Outcome, spelled

Rows = list[dict[str, Any]]
_ADMINISTRATOR = ("USE ROLE ACCOUNTADMIN", "USE SECONDARY ROLES ALL")
_READS = ("SHOW", "DESCRIBE", "SELECT", "LIST", "USE", "GET", "CALL")


class RefusedError(Exception):
    """A statement that the account refused: its number, SQLSTATE and text."""

    def __init__(self, number: int, state: str, text: str) -> None:
        super().__init__(text)
        self.number = number
        self.state = state


class Session(Protocol):
    """A signed-in session of the user who runs the cases, and who holds ACCOUNTADMIN."""

    def rows(self, statement: str) -> Rows:
        """The answer, by column name in lower case. Raises RefusedError."""


@dataclass(frozen=True)
class Words:
    """What the names of the file stand for in one run."""

    names: tuple[str, ...]
    prefix: str
    user: str
    image: str
    file: str
    directory: str
    session: str = ""

    def sql(self, text: str) -> str:
        """A statement of this run."""
        return self._put(text, '"' + self.user.replace('"', '""') + '"')

    def value(self, text: str) -> str:
        """A value of this run's answers."""
        return self._put(text, self.user)

    def _put(self, text: str, user: str) -> str:
        meanings = {name: self.prefix + name for name in self.names}
        meanings |= {"ME": user, "THE_IMAGE": self.image, "A_FILE": self.file, "A_DIRECTORY": self.directory}
        meanings |= {"THE_SESSION": self.session}
        return re.sub(r"\b[A-Z_]+\b", lambda match: meanings.get(match.group(0), match.group(0)), text)


@dataclass(frozen=True)
class Verdict:
    """What came of a case; `wrong` says what is not as the file says, or nothing."""

    case: Case
    outcome: Outcome
    text: str
    wrong: str

    @property
    def right(self) -> bool:
        """Whether all is as the file says."""
        return not self.wrong


def run_all(statements: Iterable[str], words: Words, session: Session) -> None:
    """Statements that must succeed."""
    for statement in statements:
        session.rows(words.sql(statement))


def prepare(case: Case, words: Words, admin: Session) -> None:
    """What the administrator does before a case."""
    run_all(set_up(case), words, admin)


def run(case: Case, words: Words, admin: Session, actor: Session) -> Verdict:
    """Run a case that is prepared, and judge it; what it leaves behind is the caller's to remove."""
    run_all(_context(case), words, actor)
    run_all(case.after, words, admin)
    try:
        rows = actor.rows(words.sql(case.statement))
    except RefusedError as error:
        return _judge(case, (error.number, error.state), str(error), "")
    if case.then is not None:
        run_all(_ADMINISTRATOR, words, admin)
        rows = admin.rows(words.sql(case.then))
    if case.asks is not None:
        rows = actor.rows(words.sql(case.asks))
    return _judge(case, None, "", _amiss(case, words, rows))


def set_up(case: Case) -> list[str]:
    """The administrator's statements before a case: roles, what they hold, and the rest."""
    statements = [*_ADMINISTRATOR]
    for role, held in (("ACTOR", case.holds), ("HELPER", case.secondary)):
        if held is None or (role == "ACTOR" and not _acts(case)):
            continue
        statements += [f"CREATE ROLE {role}", f"GRANT ROLE {role} TO USER ME"]
        # a new owner loses what it was granted before
        owned_first = sorted(held, key=lambda privilege: not privilege.startswith("OWNERSHIP"))
        for privilege in owned_first:
            statements += _giving(privilege, role)
    return [*statements, *case.before]


def changes(case: Case, *, refused: bool) -> bool:
    """Whether the case leaves the world another one, beside the roles that speak in it."""
    owned = any(privilege.startswith("OWNERSHIP") for privilege in (*case.holds, *(case.secondary or ())))
    done = not refused and not case.statement.startswith(_READS)
    return owned or done or bool(case.before or case.after)


def _giving(privilege: str, role: str) -> Sequence[str]:
    if privilege.startswith("SERVICE ROLE"):
        return ("USE ROLE KEEPER", f"GRANT {privilege} TO ROLE {role}", "USE ROLE ACCOUNTADMIN")
    if privilege.startswith("ROLE "):
        return (f"GRANT {privilege} TO ROLE {role}",)
    if privilege.startswith("OWNERSHIP"):
        return (f"GRANT {privilege} TO ROLE {role} REVOKE CURRENT GRANTS",)
    what, option, _ = privilege.partition(" WITH GRANT OPTION")
    return (f"GRANT {what} TO ROLE {role}{option}",)


def _acts(case: Case) -> bool:
    return case.role == "ACTOR" and case.service is None


def _context(case: Case) -> list[str]:
    if case.service is not None:
        return []
    secondary = "NONE" if case.secondary is None else "HELPER"
    return [f"USE ROLE {case.role}", f"USE SECONDARY ROLES {secondary}"]


def _judge(case: Case, outcome: Outcome, text: str, amiss: str) -> Verdict:
    if outcome != case.outcome:
        amiss = f"expected {spelled(case.outcome)}, got {spelled(outcome)} {text}".rstrip()
    return Verdict(case, outcome, text, amiss)


def _amiss(case: Case, words: Words, rows: Rows) -> str:
    cells = {_cell(value) for row in rows for value in row.values()}
    for value in case.shows:
        if words.value(value) not in cells:
            return f"no row shows {value}: {rows}"
    for value in case.hides:
        if words.value(value) in cells:
            return f"a row shows {value}: {rows}"
    for column in case.empty:
        if not rows or any(row[column] not in (None, "") for row in rows):
            return f"{column} is not empty: {rows}"
    for column in case.filled:
        if not rows or any(row[column] in (None, "") for row in rows):
            return f"{column} is empty: {rows}"
    return ""


def _cell(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
