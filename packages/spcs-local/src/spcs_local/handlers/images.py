"""SHOW IMAGES; and SHOW REPLICATION DATABASES, which providers ask when they read a database."""

from __future__ import annotations

import json
from typing import Any

from spcs_local.errors import InvalidValueError
from spcs_local.handlers.call import Call, Context, Function, needs, on, registered
from spcs_local.handlers.show import filters
from spcs_local.model.identifiers import parse_name
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.statements.rules.images import ShowImages, ShowReplicationDatabases

_IMAGES = tuple(ResultColumn(name) for name in ("created_on", "image_name", "tags", "digest", "image_path"))
_LIST_IMAGES = "SYSTEM$REGISTRY_LIST_IMAGES"
_REPLICATION = tuple(
    ResultColumn(name)
    for name in (
        "region_group",
        "snowflake_region",
        "created_on",
        "account_name",
        "name",
        "comment",
        "is_primary",
        "primary",
        "replication_allowed_to_accounts",
        "failover_allowed_to_accounts",
        "organization_name",
        "account_locator",
    )
)


def _show_images(call: Call[ShowImages]) -> Result:
    repository = call.find("IMAGE REPOSITORY", call.statement.name)
    call.access.require(repository, "READ", "WRITE")
    wanted = filters(call.statement.like)
    path = "/".join(repository.path.parts).lower()
    rows = [
        ["", image.name, image.tag, image.digest, f"{path}/{image.name}:{image.tag}"]
        for image in call.model.registry.images(repository.id)
        if wanted(image.name)
    ]
    return Result(_IMAGES, rows)


def _list_images(context: Context, arguments: list[Any]) -> str:
    """SYSTEM$REGISTRY_LIST_IMAGES('/db/schema/repository'), the names alone.

    https://docs.snowflake.com/en/sql-reference/functions/system_registry_list_images
    """
    parts = str(arguments[0]).strip("/").split("/")
    name = parse_name(".".join(parts))
    if name is None or len(name.parts) != len(parts) or len(parts) != 3:
        raise InvalidValueError(arguments[0], _LIST_IMAGES)
    repository = context.find("IMAGE REPOSITORY", name)
    context.access.require(repository, "READ")
    names = sorted({image.name for image in context.model.registry.images(repository.id)})
    return json.dumps({"images": names})


def _show_replication_databases(_call: Call[ShowReplicationDatabases]) -> Result:
    return Result(_REPLICATION, [])


FUNCTIONS: dict[str, Function] = {_LIST_IMAGES: needs(1, _LIST_IMAGES, _list_images)}
HANDLERS = registered(on(ShowImages, _show_images), on(ShowReplicationDatabases, _show_replication_databases))
