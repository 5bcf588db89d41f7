"""A signed-in client's context."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Session:
    """What USE and ALTER SESSION change. `secondary` is ALL, NONE or the ids of roles separated by commas."""

    id: int
    holder: int  # the user, or the service, whose session this is: names are given away again
    role_id: int | None = None
    secondary: str = "NONE"
    database: str | None = None
    schema: str | None = None
    warehouse: str | None = None
    restriction: int | None = None  # the one role of the token that it was opened with
    parameters: dict[str, Any] = field(default_factory=dict)
    last_query_id: str | None = None
    client: str = ""  # as it calls itself
    variables: dict[str, dict[str, Any]] = field(default_factory=dict)  # what SET set: value, type, moments
    by_access_token: bool = False  # a programmatic one is what its user signed in with

    def state(self) -> str:
        """What is kept in the catalog."""
        return json.dumps(vars(self))


def restore(state: str) -> Session:
    """A session as the catalog has it."""
    return Session(**json.loads(state))
