"""Looks up what was there before: whether it is there and can be used, and whether who needs something on it has it.

docs/existing.md lists what is needed on each kind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from components import account_objects as kinds
from components.account_objects import ObjectName, find
from components.account_privileges import account_grants
from components.account_reader import AccountReader, told
from components.comments import stack_comment
from components.existing_objects import ExistingObject, Found, existing_objects, storage_objects
from components.existing_rights import Right, needed_rights
from components.existing_states import unusable
from components.missing_rights import Granted, problems_of_rights, statement
from components.owners import OwnerNeeds
from components.problems import Problem
from components.role_grants import inherited_by_grants, is_held
from components.session import Row, SignInError
from components.settings import Settings
from components.sign_in_refusals import ROLE_NOT_GRANTED

_TO_SEE = {kinds.IMAGE_REPOSITORY: ("READ",)}


async def look_up(
    settings: Settings, needs: Mapping[str, OwnerNeeds], reader: AccountReader
) -> tuple[Found, list[Problem]]:
    """With all that is not there, cannot be used, or lacks a right."""
    objects = existing_objects(settings)
    if not objects:
        return Found(), []
    lookup = _Lookup(settings, reader)
    rows = dict(zip((it.name for it in objects), await asyncio.gather(*map(lookup.row, objects)), strict=True))
    there, rights = [it for it in objects if rows[it.name]], needed_rights(settings, needs)
    answers = await asyncio.gather(
        lookup.rights(there, rights),
        lookup.owners([it.name for it in there]),
        lookup.membership({it.name for it in there}),
    )
    found = [_problem(it, rows[it.name], rights, parked=settings.parked) for it in objects]
    problems = [problem for answer in (found, *answers) for problem in answer if problem]
    repository = rows.get(storage_objects(settings.storage)["repository"])
    return Found(str(repository["repository_url"]) if repository else None), problems


def made_by(comment: str, settings: Settings, reader: AccountReader) -> list[Problem]:
    """What is said to exist and a stack with this comment has made. Raises StatementError."""
    asked = [(it, reader.ask(it.seen_by, partial(find, name=it.name))) for it in existing_objects(settings)]
    return [_own(it) for it, answer in asked if (answer.result() or {}).get("comment") == comment]


def _problem(it: ExistingObject, row: Row | None, rights: Collection[Right], *, parked: bool) -> Problem | None:
    """Of what is not there, is the stack's own, or cannot be used as it is."""
    if row is None:
        return _missing(it, [right for right in rights if right.on == it.name])
    return _own(it) if row.get("comment") == stack_comment() else unusable(it.name, row, parked=parked)


def _own(it: ExistingObject) -> Problem:
    """The engine would drop it, as it drops what the program no longer has."""
    return Problem(
        str(it.name),
        "made by this stack, as its comment says",
        "one that others made",
        "leave existing out; or, to have it go on without the stack, first pulumi state delete, and another COMMENT",
    )


def _missing(it: ExistingObject, rights: Collection[Right]) -> Problem:
    """Rights on what is not seen cannot be looked up: all that are needed are named."""
    remedy = "name one that is there, or leave existing out for one that the stack makes"
    if it.name.kind not in (kinds.ROLE, kinds.USER):  # everybody sees these
        seen = any(right.role == it.seen_by for right in rights)
        needed = [*([] if seen else [Right(it.seen_by, _TO_SEE.get(it.name.kind, ("USAGE",)), it.name)]), *rights]
        remedy += f"; if it is there, let an administrator run {'; '.join(map(statement, needed))}"
    return Problem(str(it.name), f"not there, or not to be seen by {it.seen_by}", "one that is there", remedy)


class _Lookup:
    """The questions."""

    def __init__(self, settings: Settings, reader: AccountReader) -> None:
        self._settings, self._reader = settings, reader
        self._deployer = settings.connection.role
        self._there_before = {it.name.parts[-1] for it in existing_objects(settings) if it.name.kind == kinds.ROLE}

    async def row(self, it: ExistingObject) -> Row | None:
        return await asyncio.wrap_future(self._reader.ask(it.seen_by, partial(find, name=it.name)))

    async def rights(self, there: Sequence[ExistingObject], rights: Collection[Right]) -> list[Problem]:
        on = {right.on for right in rights}
        needed = [it for it in there if it.name in on]
        on_account, *on_objects = await asyncio.gather(
            told(self._reader.ask(self._deployer, account_grants), None), *(self._grants(it) for it in needed)
        )
        known = {it.name: rows for it, rows in zip(needed, on_objects, strict=True) if rows is not None}
        return await problems_of_rights(rights, Granted(known, on_account or ()), self._inherited)

    async def owners(self, there: Sequence[ObjectName]) -> list[Problem]:
        """The deployer has to have them."""
        owners = [it for it in there if it.parts[-1] in self._settings.access.owners.values()]
        answers = await asyncio.gather(*(self._takeable(str(it.parts[-1])) for it in owners if it.kind == kinds.ROLE))
        return [problem for problem in answers if problem]

    async def membership(self, there: Collection[ObjectName]) -> list[Problem]:
        """Of the user in the role, if both were there before."""
        access = self._settings.access
        both = ObjectName.of(kinds.ROLE, access.role), ObjectName.of(kinds.USER, access.user)
        if not all(it in there for it in both):
            return []
        held = await told(self._reader.ask(self._deployer, partial(is_held, role=access.role, user=access.user)), None)
        if held is not False:
            return []
        return [
            Problem(
                f"user {access.user}",
                f"without {both[0]}",
                "one who has it already: between what was there before the stack grants nothing",
                f"let an administrator run GRANT ROLE {access.role} TO USER {access.user}",
            )
        ]

    async def _takeable(self, owner: str) -> Problem | None:
        try:
            await asyncio.wrap_future(self._reader.sign_in(owner))
        except SignInError as error:
            if error.number != ROLE_NOT_GRANTED:
                return error.problem
            return Problem(
                f"role {owner}",
                f"not granted to {self._settings.connection.user}",
                "a role that who deploys has already: CREATE SERVICE needs the owner as primary role",
                f"let an administrator run GRANT ROLE {owner} TO ROLE {self._deployer}",
            )
        return None

    async def _grants(self, it: ExistingObject) -> list[Row] | None:
        question = self._reader.ask(it.seen_by, lambda session: session.rows(f"SHOW GRANTS ON {it.name.sql}"))
        return await told(question, None)

    async def _inherited(self, role: str, roles: frozenset[str]) -> frozenset[str]:
        """Nobody signs in as a role that was there before, to ask; of those that make the stack the session tells."""
        if role not in self._there_before:
            return await self._reader.inherited(role, roles)
        return await told(self._reader.ask(self._deployer, partial(inherited_by_grants, role=role, roles=roles)), roles)
