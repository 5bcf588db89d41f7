"""All that an account holds, as its administrator sees it: every SHOW, every grant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import snowflake.connector

from devkit.service_user.making import Site

KINDS = (
    *("ROLES", "USERS", "WAREHOUSES", "DATABASES", "SCHEMAS IN ACCOUNT", "INTEGRATIONS", "COMPUTE POOLS"),
    *("IMAGE REPOSITORIES IN ACCOUNT", "STAGES IN ACCOUNT", "NETWORK RULES IN ACCOUNT", "SECRETS IN ACCOUNT"),
    *("SERVICES IN ACCOUNT", "JOB SERVICES IN ACCOUNT", "SNAPSHOTS IN ACCOUNT", "REPLICATION DATABASES"),
    *("EXTERNAL ACCESS INTEGRATIONS", "SECURITY INTEGRATIONS", "COMPUTE POOL INSTANCE FAMILIES", "GRANTS ON ACCOUNT"),
    *("PARAMETERS IN ACCOUNT", "TAGS IN ACCOUNT", "OBJECTS IN ACCOUNT", "FUNCTIONS IN ACCOUNT", "VARIABLES"),
    *("TABLES IN ACCOUNT", "VIEWS IN ACCOUNT", "SEQUENCES IN ACCOUNT", "PROCEDURES IN ACCOUNT"),
)
OfEach = Mapping[str, Sequence[str]]
# by what shows the objects, what the account tells of each
GRANTS: OfEach = {
    "SHOW ROLES": ("SHOW GRANTS TO ROLE {}", "SHOW GRANTS OF ROLE {}"),
    "SHOW USERS": ("SHOW GRANTS TO USER {}",),
    "SHOW SERVICES IN ACCOUNT": (
        "SHOW GRANTS OF SERVICE ROLE {}!ALL_ENDPOINTS_USAGE",
        "SHOW GRANTS TO SERVICE ROLE {}!ALL_ENDPOINTS_USAGE",
    ),
    "SHOW DATABASES": ("SHOW FUTURE GRANTS IN DATABASE {}",),
}
OF_EACH: OfEach = {
    **GRANTS,
    "SHOW USERS": (
        *GRANTS["SHOW USERS"],
        *("SHOW PARAMETERS IN USER {}", "SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER {}"),
        "SHOW USER WORKLOAD IDENTITY AUTHENTICATION METHODS FOR USER {}",
    ),
    "SHOW SERVICES IN ACCOUNT": (
        *GRANTS["SHOW SERVICES IN ACCOUNT"],
        *("SHOW ENDPOINTS IN SERVICE {}", "SHOW ROLES IN SERVICE {}"),
        *("SHOW SERVICE INSTANCES IN SERVICE {}", "SHOW SERVICE CONTAINERS IN SERVICE {}"),
        "SHOW SERVICE VOLUMES IN SERVICE {}",
    ),
    "SHOW DATABASES": (*GRANTS["SHOW DATABASES"], "SHOW PARAMETERS IN DATABASE {}"),
    "SHOW WAREHOUSES": ("SHOW PARAMETERS IN WAREHOUSE {}",),
    "SHOW IMAGE REPOSITORIES IN ACCOUNT": ("SHOW IMAGES IN IMAGE REPOSITORY {}",),
}
# what time alone, or a sign-in, changes
VOLATILE = ("last_success_login", "updated_on", "resumed_on", "is_current", "is_default", "granted_roles")

Row = dict[str, Any]
Inventory = dict[str, list[Row]]


def inventory(site: Site, *more: str, of_each: OfEach = OF_EACH) -> Inventory:
    """By the statement that tells it; `more` are asked as well. `of_each` are the statements about each object."""
    with closing(site.signed_in(**_administrator(site))) as connection:
        found = {f"SHOW {kind}": _rows(connection, f"SHOW {kind}") for kind in KINDS}
        for statement in (*_about_each(found, of_each), *more):
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


def _about_each(found: Inventory, of_each: OfEach) -> list[str]:
    return [
        statement.format(_full_name(row))
        for shown, statements in of_each.items()
        for row in found[shown]
        for statement in statements
    ]


def _full_name(row: Row) -> str:
    return ".".join(str(row[column]) for column in ("database_name", "schema_name", "name") if row.get(column))


def _rows(connection: Any, statement: str) -> list[Row]:
    with closing(connection.cursor(snowflake.connector.DictCursor)) as cursor:
        rows: Sequence[Row] = cursor.execute(statement).fetchall()
    return [{name: value for name, value in row.items() if name not in VOLATILE} for row in rows]
