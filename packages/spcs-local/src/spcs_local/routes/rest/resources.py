"""The table of the REST API's resources: what each is in SQL, what else it takes, and how it is told.

https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/reference
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from spcs_local.kinds.warehouses import SIZES
from spcs_local.model.properties import choice
from spcs_local.routes.rest.shapes import PLAIN, Row, Shape, objects

ANY = "*"  # in the path of a part: a name


_OBJECTS = objects()


@dataclass(frozen=True)
class Part:
    """What lies below an object and is told by a statement: `{0}` is the object's name, `{1}` the name in the path."""

    statement: str
    shape: Shape = PLAIN
    clauses: Mapping[str, str] = field(default_factory=dict)  # what follows it, by parameters of the request


@dataclass(frozen=True)
class Function:
    """What a function of the object's name tells, as one value under the function's own name.

    `arguments` are the parameters that follow, and what each is if it is not given.
    """

    name: str
    arguments: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Resource:
    """A kind of object by its collection's name in paths."""

    kind: str
    above: tuple[str, ...] = ()
    shape: Shape = _OBJECTS
    renamed: Mapping[str, str] = field(default_factory=dict)  # keys of definitions that SQL's properties call otherwise
    values: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)  # and what SQL writes for them
    switches: Mapping[str, str] = field(default_factory=dict)  # parameters of POST, as keys of the definition
    actions: Mapping[str, str] = field(default_factory=dict)  # POST …:action, as what follows ALTER and the name
    described: bool = False  # told by DESCRIBE, which has more than SHOW
    parts: Mapping[tuple[str, ...], Part | Function] = field(default_factory=dict)
    beside: Mapping[str, Part] = field(default_factory=dict)  # in the place of a name


def _durability(row: Row) -> str:
    return "TRANSIENT" if "TRANSIENT" in str(row.get("options")) else "PERMANENT"


def _retention(row: Row) -> int:
    return int(row["retention_time"])


def _secondary_roles(row: Row) -> str | None:
    told = row["default_secondary_roles"]
    return told if told is None else ("ALL" if "ALL" in told else "NONE")


def _given_secondary_roles(value: Any) -> list[str]:
    word = choice("ALL", "NONE")("default_secondary_roles", value)
    return ["ALL"] if word == "ALL" else []


_IN_SCHEMA = ("databases", "schemas")
_CONTEXT = "is_default is_current"
_NOW = {"suspend": "SUSPEND", "resume": "RESUME"}
_OF_ROLES: Mapping[tuple[str, ...], Part] = {
    ("grants-of",): Part("SHOW GRANTS OF ROLE {0}"),
    ("grants-on",): Part("SHOW GRANTS ON ROLE {0}"),
}

RESOURCES: Mapping[str, Resource] = {
    "compute-pools": Resource(
        "COMPUTE POOL",
        shape=objects(flags="auto_resume is_exclusive"),
        switches={"initiallySuspended": "initially_suspended"},
        actions={**_NOW, "stop-all-services": "STOP ALL", "stopallservices": "STOP ALL"},
        beside={"instance-families": Part("SHOW COMPUTE POOL INSTANCE FAMILIES")},
    ),
    "databases": Resource(
        "DATABASE",
        shape=objects(
            flags=_CONTEXT,
            numbers="retention_time",
            made={"kind": _durability, "data_retention_time_in_days": _retention},
        ),
        switches={"kind": "kind"},
    ),
    "schemas": Resource(
        "SCHEMA",
        above=("databases",),
        shape=objects(
            flags=_CONTEXT,
            numbers="retention_time",
            made={
                "kind": _durability,
                "data_retention_time_in_days": _retention,
                "managed_access": lambda row: "MANAGED ACCESS" in str(row["options"]),
            },
        ),
        switches={"kind": "kind"},
    ),
    "image-repositories": Resource(
        "IMAGE REPOSITORY",
        above=_IN_SCHEMA,
        parts={("images",): Part("SHOW IMAGES IN IMAGE REPOSITORY {0}")},
    ),
    "network-rules": Resource("NETWORK RULE", above=_IN_SCHEMA),
    "roles": Resource("ROLE", shape=objects(flags=f"{_CONTEXT} is_inherited"), parts=_OF_ROLES),
    "services": Resource(
        "SERVICE",
        above=_IN_SCHEMA,
        described=True,
        shape=objects(
            flags="auto_resume is_job is_async_job is_upgrading",
            lists="external_access_integrations",
            made={"spec": lambda row: {"spec_type": "from_inline", "spec_text": row.get("spec") or ""}},
        ),
        actions=_NOW,
        parts={
            ("containers",): Part("SHOW SERVICE CONTAINERS IN SERVICE {0}"),
            ("instances",): Part("SHOW SERVICE INSTANCES IN SERVICE {0}"),
            ("endpoints",): Part(
                "SHOW ENDPOINTS IN SERVICE {0}",
                Shape(flags=frozenset(("is_public",)), renamed={"port_range": "portRange"}),
            ),
            ("roles",): Part("SHOW ROLES IN SERVICE {0}"),
            ("roles", ANY, "grants"): Part("SHOW GRANTS TO SERVICE ROLE {0}!{1}"),
            ("roles", ANY, "grants-of"): Part("SHOW GRANTS OF SERVICE ROLE {0}!{1}"),
            ("status",): Function("SYSTEM$GET_SERVICE_STATUS", {"timeout": "0"}),
            ("logs",): Function(
                "SYSTEM$GET_SERVICE_LOGS", {"instanceId": None, "containerName": None, "numLines": "500"}
            ),
        },
    ),
    "stages": Resource(
        "STAGE",
        above=_IN_SCHEMA,
        shape=objects(
            flags="has_credentials has_encryption_key",
            made={
                "kind": _durability,
                "directory_table": lambda row: {"enable": row["directory_enabled"] == "Y"},
            },
        ),
        renamed={"directory_table": "DIRECTORY"},
        parts={
            ("files",): Part("LIST @{0}", Shape(made={"size": lambda row: str(row["size"])}), {"pattern": "PATTERN ="})
        },
    ),
    "users": Resource(
        "USER",
        shape=objects(
            flags="disabled must_change_password has_password has_rsa_public_key ext_authn_duo snowflake_lock",
            numbers="days_to_expiry mins_to_unlock mins_to_bypass_mfa",
            renamed={
                "last_success_login": "last_successful_login",
                "expires_at_time": "expires_at",
                "locked_until_time": "locked_until",
            },
            made={"default_secondary_roles": _secondary_roles},
        ),
        values={"default_secondary_roles": _given_secondary_roles},
    ),
    "warehouses": Resource(
        "WAREHOUSE",
        shape=objects(
            flags=_CONTEXT,
            made={
                "warehouse_type": lambda row: row["type"],
                "warehouse_size": lambda row: next(word for word, told in SIZES.items() if told == row["size"]),
            },
        ),
        actions={**_NOW, "rename": "RENAME TO"},
    ),
}
