"""Whether all roles of a deployment can be signed in with, those that it has yet to make included."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from components.account_privileges import EVERYBODYS
from components.account_reader import AccountReader
from components.connection import Connection
from components.problems import Problem
from components.session import Session, SignInError, StatementError
from components.settings_table import OAUTH, PASSWORD, PAT
from components.sign_in_refusals import ROLE_NOT_GRANTED

# what credentials are called that can be restricted to one role; a token may stand for a password
_MAY_BE_RESTRICTED = {PAT: "token", OAUTH: "token", PASSWORD: "password"}


async def check_sign_in(reader: AccountReader, connection: Connection, roles: Iterable[str]) -> list[Problem]:
    """What is wrong. The connection's role goes first: an account locks users after some wrong passwords."""
    found = await _refusal(reader, connection.role)
    if found:
        return [found]
    others = [_refusal(reader, role) for role in dict.fromkeys(roles) if role != connection.role]
    answers = await asyncio.gather(_restriction(reader, connection), *others)
    return [problem for problem in answers if problem]


async def _refusal(reader: AccountReader, role: str) -> Problem | None:
    try:
        await asyncio.wrap_future(reader.sign_in(role))
    except SignInError as error:
        return error.problem
    return None


async def _restriction(reader: AccountReader, connection: Connection) -> Problem | None:
    """Of a credential that no other role can be taken with: CREATE SERVICE needs the owner as primary role."""
    credential = _MAY_BE_RESTRICTED.get(connection.credentials.authenticator)
    if credential is None:
        return None
    try:
        if await asyncio.wrap_future(reader.ask(EVERYBODYS, _current_role)) == EVERYBODYS:
            return None
    except SignInError as error:
        if error.number != ROLE_NOT_GRANTED:
            return error.problem
    except StatementError:
        return None
    return Problem(
        f"{credential} of {connection.user}",
        f"restricted to {connection.role}",
        "a credential that owners' roles can be taken with too, as CREATE SERVICE needs the owner as primary role",
        "sign in with a key pair, or with a token without ROLE_RESTRICTION (docs/real-account.md)",
    )


def _current_role(session: Session) -> str:
    (row,) = session.rows("SELECT CURRENT_ROLE() AS ROLE")
    return str(row["role"])
