"""All that an account holds, as its administrator sees it: every SHOW, every grant."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import snowflake.connector

from devkit.service_user.making import Site

KINDS = (
    *("ROLES", "USERS", "WAREHOUSES", "DATABASES", "SCHEMAS IN ACCOUNT", "INTEGRATIONS", "COMPUTE POOLS"),
    *("IMAGE REPOSITORIES IN ACCOUNT", "STAGES IN ACCOUNT", "NETWORK RULES IN ACCOUNT", "SECRETS IN ACCOUNT"),
    *("SERVICES IN ACCOUNT", "SNAPSHOTS IN ACCOUNT"),
)
# what time alone, or a sign-in, changes
VOLATILE = ("last_success_login", "updated_on", "resumed_on", "is_current", "is_default", "granted_roles")

Row = dict[str, Any]
Inventory = dict[str, list[Row]]


def inventory(site: Site, *more: str) -> Inventory:
    """By the statement that tells it; `more` are asked as well."""
    with closing(site.signed_in(**_administrator(site))) as connection:
        found = {f"SHOW {kind}": _rows(connection, f"SHOW {kind}") for kind in KINDS}
        for statement in (*_grants(found), *more):
            found[statement] = _rows(connection, statement)
    return found


def differences(before: Inventory, after: Inventory) -> list[str]:
    """A line for each row that only one of them has."""
    lines = []
    for sign, ours, others in (("-", before, after), ("+", after, before)):
        for statement, rows in ours.items():
            lines += [f"{sign} {statement}: {row}" for row in rows if row not in others.get(statement, [])]
    return lines


def _administrator(site: Site) -> Row:
    given = site.variables
    return {"user": given["SNOWFLAKE_USER"], "password": given["SNOWFLAKE_PASSWORD"], "role": "ACCOUNTADMIN"}


def _grants(found: Inventory) -> list[str]:
    roles = [row["name"] for row in found["SHOW ROLES"]]
    users = [row["name"] for row in found["SHOW USERS"]]
    services = [
        ".".join((it["database_name"], it["schema_name"], it["name"])) for it in found["SHOW SERVICES IN ACCOUNT"]
    ]
    return [
        "SHOW GRANTS ON ACCOUNT",
        *(f"SHOW GRANTS {way} ROLE {role}" for role in roles for way in ("TO", "OF")),
        *(f"SHOW GRANTS TO USER {user}" for user in users),
        *(f"SHOW GRANTS OF SERVICE ROLE {service}!ALL_ENDPOINTS_USAGE" for service in services),
        *(f"SHOW ENDPOINTS IN SERVICE {service}" for service in services),
    ]


def _rows(connection: Any, statement: str) -> list[Row]:
    with closing(connection.cursor(snowflake.connector.DictCursor)) as cursor:
        rows: Sequence[Row] = cursor.execute(statement).fetchall()
    return [{name: value for name, value in row.items() if name not in VOLATILE} for row in rows]
