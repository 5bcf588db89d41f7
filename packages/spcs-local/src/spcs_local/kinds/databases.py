"""Databases and schemas. https://docs.snowflake.com/en/sql-reference/sql/create-database"""

from __future__ import annotations

from typing import Any

from spcs_local.errors import InsufficientPrivilegesError, InvalidValueError
from spcs_local.kinds.change import Change
from spcs_local.kinds.clauses import DROP_MODE, MANAGED_ACCESS, PAGES, RENAME, TERSE, TRANSIENT
from spcs_local.kinds.columns import (
    comment,
    computed,
    constant,
    created_on,
    database_name,
    own_name,
    owner,
    owner_role_type,
    yes_no,
)
from spcs_local.kinds.kind import Column, Hooks, Kind
from spcs_local.kinds.view import View
from spcs_local.model.object_kinds import ACCOUNT
from spcs_local.model.object_kinds import DATABASE as IN_DATABASE
from spcs_local.model.objects import Objects, StoredObject
from spcs_local.model.parameter_table import BY_NAME
from spcs_local.model.parameters import in_force, object_levels, properties
from spcs_local.model.properties import Property, text

_COMMENT = Property("COMMENT", text, "")
MOST_TRANSIENT_DAYS = 1
_RETENTION = BY_NAME["DATA_RETENTION_TIME_IN_DAYS"]


def _transient(objects: Objects, found: StoredObject) -> bool:
    """Whether it, or the database that it lies in, was created so."""
    parent = objects.get(found.parent_id) if found.parent_id else found
    return bool(found["transient"] or parent["transient"])


def _check(change: Change, values: dict[str, Any]) -> None:
    """What is transient is retained for a day at most. No page documents the number of the refusal.

    https://docs.snowflake.com/en/user-guide/tables-temp-transient
    """
    days = values.get(_RETENTION.name)
    if days is None or days <= MOST_TRANSIENT_DAYS:
        return
    if change.before is not None:
        transient = _transient(change.model.objects, change.before)
    else:
        transient = TRANSIENT in change.clauses or bool(change.container and change.container["transient"])
    if transient:
        raise InvalidValueError(days, _RETENTION.name)


def _remember(change: Change, found: StoredObject) -> None:
    """What CREATE said of it besides properties."""
    said = {"transient": TRANSIENT in change.clauses, "managed_access": MANAGED_ACCESS in change.clauses}
    change.model.objects.change(found, said)


def _database_created(change: Change, found: StoredObject, _values: dict[str, Any]) -> None:
    _remember(change, found)
    schema = change.model.kinds["SCHEMA"]
    values = schema.read({})
    change.model.objects.create(schema, found.id, "PUBLIC", found.owner_id, values)
    change.session.database, change.session.schema = found.name, "PUBLIC"


def _schema_created(change: Change, found: StoredObject, _values: dict[str, Any]) -> None:
    _remember(change, found)
    change.session.database, change.session.schema = found.database, found.name


def _drop(change: Change, found: StoredObject) -> None:
    session = change.session
    if found.kind == "DATABASE" and session.database == found.name:
        session.database = session.schema = None
    if found.kind == "SCHEMA" and (session.database, session.schema) == (found.database, found.name):
        session.schema = None


def manage_access(change: Change, found: StoredObject, action: str) -> None:
    """ALTER SCHEMA … ENABLE and DISABLE MANAGED ACCESS: owners of what lies in it then grant nothing.

    https://docs.snowflake.com/en/sql-reference/sql/alter-schema#usage-notes
    """
    if action.startswith("ENABLE") and not change.access.manages_grants:
        raise InsufficientPrivilegesError("SCHEMA", found.shown)
    change.model.objects.change(found, {"managed_access": action.startswith("ENABLE")})


def _options(found: StoredObject, view: View) -> str:
    managed = ["MANAGED ACCESS"] if found["managed_access"] else []
    return ", ".join((["TRANSIENT"] if _transient(view.model.objects, found) else []) + managed)


def _is_current_schema(found: StoredObject, view: View) -> str:
    return yes_no((view.session.database, view.session.schema) == (found.database, found.name))


def information_schema(database: StoredObject) -> StoredObject:
    """The schema of views that every database has: seen with its database, owned by nobody, and empty here.

    https://docs.snowflake.com/en/sql-reference/info-schema
    """
    return StoredObject(
        id=0,
        kind="SCHEMA",
        name="INFORMATION_SCHEMA",
        parent_id=database.id,
        owner_id=None,
        owner=None,
        created_on=database.created_on,
        updated_on=database.created_on,
        comment="Views describing the contents of schemas in this database",
        properties={},
        parents=(database.name,),
    )


def _children(found: StoredObject, view: View) -> list[list[Any]]:
    seen = [child for child in view.model.objects.children(found.id) if view.access.sees(child)]
    if found.kind == "DATABASE":
        seen = sorted([information_schema(found), *seen], key=lambda child: child.name)
    return [[child.created_on, child.name, child.kind] for child in seen]


def _retention_time() -> Column:
    return computed(
        "retention_time",
        lambda found, view: str(in_force(_RETENTION, object_levels(view.model.objects, found))[0]),
    )


_DESCRIBE = (created_on(), own_name(), constant("kind"))

DATABASE = Kind(
    name="DATABASE",
    plural="DATABASES",
    scope=ACCOUNT,
    properties=(*properties("DATABASE"), _COMMENT),
    privileges=("APPLYBUDGET", "CREATE DATABASE ROLE", "CREATE SCHEMA", "MODIFY", "MONITOR", "USAGE"),
    create_privilege="CREATE DATABASE",
    alter_privileges=("MODIFY",),
    # the page on privileges says so below its table, which says MODIFY for all
    owner_only=frozenset(("DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS")),
    describe_privileges=("MONITOR",),
    rename_creates=True,
    show=(
        created_on(),
        own_name(),
        constant("is_default", "N"),
        computed("is_current", lambda found, view: yes_no(found.name == view.session.database)),
        constant("origin"),
        owner(),
        comment(),
        computed("options", _options),
        _retention_time(),
        constant("kind", "STANDARD"),
        owner_role_type(),
        constant("object_visibility", None),
        constant("data_quality_monitoring_settings", None),
    ),
    describe=_DESCRIBE,
    describe_rows=_children,
    clauses=frozenset({TERSE, *PAGES, RENAME, DROP_MODE, TRANSIENT}),
    hooks=Hooks(check=_check, created=_database_created, drop=_drop),
)

SCHEMA = Kind(
    name="SCHEMA",
    plural="SCHEMAS",
    scope=IN_DATABASE,
    properties=(*properties("SCHEMA"), _COMMENT),
    privileges=(
        "APPLYBUDGET",
        "CREATE FUNCTION",
        "CREATE IMAGE REPOSITORY",
        "CREATE NETWORK RULE",
        "CREATE SECRET",
        "CREATE SERVICE",
        "CREATE SNAPSHOT",
        "CREATE STAGE",
        "CREATE TABLE",
        "CREATE TAG",
        "CREATE VIEW",
        "MODIFY",
        "MONITOR",
        "USAGE",
    ),
    create_privilege="CREATE SCHEMA",
    alter_privileges=("MODIFY",),
    describe_privileges=("MONITOR",),
    rename_creates=True,
    show=(
        created_on(),
        own_name(),
        constant("is_default", "N"),
        computed("is_current", _is_current_schema),
        database_name(),
        owner(),
        comment(),
        computed("options", _options),
        _retention_time(),
        owner_role_type(),
        constant("object_visibility", None),
    ),
    describe=_DESCRIBE,
    describe_rows=_children,
    clauses=frozenset({TERSE, *PAGES, RENAME, DROP_MODE, TRANSIENT, MANAGED_ACCESS}),
    hooks=Hooks(check=_check, created=_schema_created, drop=_drop),
)
