"""Whether the tags that the stack sets are there, and whether who makes its objects may set them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from components.account_objects import TAG, ObjectName, find
from components.account_privileges import account_grants
from components.account_reader import AccountReader, told
from components.existing_rights import Right
from components.missing_rights import Granted, problems_of_rights, statement
from components.problems import Problem
from components.session import Row
from components.settings import Settings
from components.sql import grants_to_reach

APPLY = "APPLY"


async def problems_of_tags(settings: Settings, reader: AccountReader) -> list[Problem]:
    """One for each tag that a role does not see or may not set. Asks nothing where no tags are set."""
    tags = [ObjectName.of(TAG, tag.database, tag.schema, tag.name) for tag in settings.tags]
    if not tags:
        return []
    roles = settings.roles
    makers = dict.fromkeys((settings.connection.role, roles.users, roles.account, roles.storage))
    asked = [(role, tag) for role in makers for tag in tags]
    on_account, rows = await asyncio.gather(
        told(reader.ask(settings.connection.role, account_grants), ()),
        asyncio.gather(*(told(reader.ask(role, partial(find, name=tag)), None) for role, tag in asked)),
    )
    seen = [key for key, row in zip(asked, rows, strict=True) if row is not None]
    problems = [_not_there(role, tag) for role, tag in asked if (role, tag) not in seen]
    by_tag = {tag: role for role, tag in reversed(seen)}
    granted = await asyncio.gather(*(_grants(reader, role, tag) for tag, role in by_tag.items()))
    known = {tag: found for tag, found in zip(by_tag, granted, strict=True) if found is not None}
    rights = [Right(role, (APPLY,), tag) for role, tag in seen]
    return problems + await problems_of_rights(rights, Granted(known, on_account), reader.inherited)


async def _grants(reader: AccountReader, role: str, tag: ObjectName) -> Sequence[Row] | None:
    return await told(reader.ask(role, lambda session: session.rows(f"SHOW GRANTS ON {tag.sql}")), None)


def _not_there(role: str, tag: ObjectName) -> Problem:
    database, schema, _ = tag.parts
    return Problem(
        str(tag),
        f"not there, or not to be seen by {role}",
        "one that is there: the stack sets tags and makes none",
        f"name another in milvus-spcs:tags; if it is there, let an administrator run "
        f"{grants_to_reach(database, schema, role)}; {statement(Right(role, (APPLY,), tag))}",
    )
