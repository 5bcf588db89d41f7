"""In which columns states are, and which of them an account may give on the way, whenever it is asked.

https://docs.snowflake.com/en/sql-reference/sql/show-compute-pools, …/show-service-containers-in-service,
…/show-service-instances-in-service, …/show-warehouses, …/show-snapshots
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

POOL = frozenset({"STARTING", "IDLE", "ACTIVE", "RESIZING", "STOPPING", "SUSPENDED"})
SERVICE = frozenset(
    {"PENDING", "RUNNING", "FAILED", "SUSPENDING", "SUSPENDED", "DELETING", "DELETED", "INTERNAL_ERROR"}
    | {"DONE", "CANCELLING", "CANCELLED"}
)
INSTANCE = frozenset({"PENDING", "READY", "FAILED", "TERMINATING", "SUCCEEDED"})
CONTAINER = frozenset({"PENDING", "READY", "FAILED", "DONE"})
SNAPSHOT = frozenset({"INITIALIZED", "CREATED", "ERROR"})
WAREHOUSE = frozenset({"STARTED", "STARTING", "RESUMING", "RESIZING", "SUSPENDING", "SUSPENDED"})

Columns = Mapping[str, frozenset[str]]
# by how a statement begins; the first that fits counts
OF_STATEMENTS: tuple[tuple[str, Columns], ...] = (
    ("SERVICE CONTAINERS", {"status": CONTAINER, "service_status": SERVICE, "instance_status": INSTANCE}),
    ("SERVICE INSTANCES", {"status": INSTANCE, "service_status": SERVICE}),
    ("SERVICE", {"status": SERVICE}),
    ("COMPUTE POOL", {"state": POOL}),
    ("WAREHOUSE", {"state": WAREHOUSE}),
    ("SNAPSHOT", {"state": SNAPSHOT}),
)
_LOOK = re.compile(r"(?:SHOW|DESC|DESCRIBE) (.*)", re.DOTALL)
# what is no word for a state is not kept
_WORD = re.compile(r"[A-Z][A-Z_]{1,30}")


def columns_of(shape: str) -> Columns:
    """Those of a statement that hold a state; none of most."""
    look = _LOOK.fullmatch(shape)
    return next((found for begins, found in OF_STATEMENTS if look and look[1].startswith(begins)), {})


def states(shape: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], prefix: str) -> Iterator[tuple[str, str]]:
    """Column and state, of the rows that are about an object with the prefix."""
    wanted = [(columns.index(name), name) for name in columns_of(shape) if name in columns]
    for row in rows if wanted else ():
        if any(isinstance(cell, str) and cell.startswith(prefix) for cell in row):
            yield from ((name, row[at]) for at, name in wanted if _WORD.fullmatch(str(row[at])))
