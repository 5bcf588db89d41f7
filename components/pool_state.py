"""Compute pools that are put to rest and woken: the provider does neither.

https://docs.snowflake.com/en/sql-reference/sql/alter-compute-pool
"""

from __future__ import annotations

from collections.abc import Callable

from components.account_objects import COMPUTE_POOL, ObjectName, find
from components.resting import AT_REST, Clock, Resting
from components.session import Row, Session, StatementError
from components.sql import Identifier

# without nodes, and on the way there
SUSPENDED = (AT_REST, "STOPPING")
NOT_AUTHORIZED = 3001


class PoolError(Exception):
    """A pool that does not come to rest, with what keeps it."""


def shown(session: Session, pool: Identifier) -> Row | None:
    """What the account tells of it; None where it is not there."""
    return find(session, ObjectName.of(COMPUTE_POOL, pool))


def wake(session: Session, pool: Identifier) -> None:
    """Have it started where it rests: Snowflake says of new services and of visited ones that they start their pool."""
    row = shown(session, pool)
    if row is None or row["state"] not in SUSPENDED:
        return
    try:
        session.rows(f"ALTER COMPUTE POOL {pool.quoted} RESUME")
    except StatementError as error:
        # another service of the pool, which is resumed at the same time, may have been first
        if error.number == NOT_AUTHORIZED:
            raise


def rest(
    session: Session, pool: Identifier, timeout: int, report: Callable[[str], None], clock: Clock | None = None
) -> Row:
    """Suspend it, and wait until it has no nodes. Services in it are suspended with it, jobs run to their end.

    Raises PoolError and StatementError.
    """
    row = _known(session, pool)
    if row["state"] not in SUSPENDED:
        session.rows(f"ALTER COMPUTE POOL {pool.quoted} SUSPEND")
        row = _known(session, pool)
    resting = Resting(pool, timeout, report, clock or Clock())
    row, waited = resting.wait(row, lambda: _known(session, pool), lambda it: str(it["state"]))
    if row["state"] != AT_REST:
        raise PoolError(_explain(pool, row, waited))
    return row


def _known(session: Session, pool: Identifier) -> Row:
    row = shown(session, pool)
    if row is None:
        raise PoolError(f"compute pool {pool} is not there. To do: pulumi up --refresh, which makes it again")
    return row


def _explain(pool: Identifier, row: Row, waited: float) -> str:
    return (
        f"compute pool {pool} had not come to rest after {waited:.0f} s (rollTimeout): it is {row['state']}, with "
        f"{row['num_jobs']} jobs, which run to their end. To do: wait for them, or cancel them; then pulumi up again"
    )
