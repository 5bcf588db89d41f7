"""The services of a stack that hold data, found by its state."""

from __future__ import annotations

from components.account_objects import SERVICE
from components.deployment import Deployment
from components.found_services import FoundServices, described
from components.recorded_objects import object_name
from components.session import Session
from components.sql import SchemaObject

NOTHING = "has no service with a block volume in its account. To do: pulumi up makes what the stack has"


class BackupError(Exception):
    """Why a backup or a restore is not made: what is wrong, and what to do."""


def find_services(deployment: Deployment, session: Session, stack: str) -> FoundServices:
    """Those of a state that are in the account. Raises BackupError and StatementError."""
    names = (object_name(it["type"], it.get("inputs", {})) for it in deployment.resources if "id" in it)
    objects = [SchemaObject(*name.parts) for name in names if name and name.kind == SERVICE]
    services = FoundServices.of(it for it in (described(session, each) for each in objects) if it)
    if not services.holding:
        raise BackupError(f"stack {stack} {NOTHING}")
    return services
