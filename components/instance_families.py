"""Instance families of compute pools that a run makes: whether the account offers them.

A pool takes another family by being made anew, its services and their volumes first: so the account is asked before
anything is deleted, at an update too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import pulumi

from components.account_reader import AccountReader, told
from components.checks import INSTANCE_FAMILIES
from components.held_data import KEPT_BY_SQL
from components.new_resources import WatchedResource
from components.problems import Problem
from components.recorded_state import Recorded
from components.service_definitions import PoolSettings
from components.session import Session
from components.setting import PROJECT
from components.settings import Settings
from components.sql import Existing

# to every role; https://docs.snowflake.com/en/sql-reference/sql/show-compute-pool-instance-families
QUESTION = "SHOW COMPUTE POOL INSTANCE FAMILIES"
POOL = "snowflake:index/computePool:ComputePool"


async def problems_of_families(settings: Settings, recorded: Recorded, reader: AccountReader) -> list[Problem]:
    """One for each setting. The account is asked only if a pool is new, or is to be made anew."""
    was = {str(it["name"]): str(it["instanceFamily"]) for urn, it in recorded.items() if f"{POOL}::" in urn}
    own = [pool for pool in settings.pools.values() if not isinstance(pool.name, Existing)]
    made = [pool for pool in own if was.get(pool.name) != pool.instance_family]
    if not made:
        return []
    offered = await told(reader.ask(settings.connection.role, _offered), None)
    return _problems(made, offered) if offered else []


async def say_what_goes(watched: Iterable[WatchedResource], recorded: Recorded) -> None:
    """Of pools that the run makes anew for another family, at a preview."""
    for it in watched:
        was = recorded.get(await it.urn(), {}).get("instanceFamily") if it.type == POOL and await it.is_new() else None
        if was and was != it.properties["instance_family"]:
            pulumi.log.warn(
                f"compute pool {it.properties['name']}: instance family {was} would be "
                f"{it.properties['instance_family']}. The provider makes the pool anew for that, and its services with "
                f"it, with nothing on their volumes. {KEPT_BY_SQL}"
            )


def _offered(session: Session) -> list[str]:
    """Without those that no setting takes."""
    names = [str(row["name"]) for row in session.rows(QUESTION)]
    return [name for name in names if name in INSTANCE_FAMILIES]


def _problems(made: Iterable[PoolSettings], offered: Sequence[str]) -> list[Problem]:
    without = sorted((it for it in made if it.instance_family not in offered), key=lambda it: it.family_said_by)
    return [
        _problem(setting, list(pools), offered) for setting, pools in groupby(without, lambda it: it.family_said_by)
    ]


def _problem(setting: str, pools: Sequence[PoolSettings], offered: Sequence[str]) -> Problem:
    key = f"{PROJECT}:{setting}"
    named = " and ".join(pool.name for pool in pools)
    return Problem(
        f"{key}, the instance family of {named},",
        f"{pools[0].instance_family}, which this account's region does not offer",
        ", ".join(offered),
        f"pulumi config set --path '{key}' <value>",
    )
