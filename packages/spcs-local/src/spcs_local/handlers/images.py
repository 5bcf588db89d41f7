"""SHOW IMAGES; and SHOW REPLICATION DATABASES, which providers ask when they read a database."""

from __future__ import annotations

from spcs_local.handlers.call import Call, on, registered
from spcs_local.handlers.show import filters
from spcs_local.model.query_result import Result, ResultColumn
from spcs_local.statements.rules.images import ShowImages, ShowReplicationDatabases

_IMAGES = tuple(ResultColumn(name) for name in ("created_on", "image_name", "tags", "digest", "image_path"))
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
        for image in call.model.registry.images(*repository.path.parts)
        if wanted(image.name)
    ]
    return Result(_IMAGES, rows)


def _show_replication_databases(_call: Call[ShowReplicationDatabases]) -> Result:
    return Result(_REPLICATION, [])


HANDLERS = registered(on(ShowImages, _show_images), on(ShowReplicationDatabases, _show_replication_databases))
