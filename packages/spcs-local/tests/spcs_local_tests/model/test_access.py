"""Who may do what, and what does not exist for whom."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.catalog import MIGRATIONS, Catalog
from spcs_local.model.access import Access
from spcs_local.model.grants import Grants
from spcs_local.model.object_kinds import ACCOUNT, DATABASE, SCHEMA, ObjectKind
from spcs_local.model.objects import Objects
from spcs_local.model.principal import Principal
from spcs_local_tests.running import Connect, error_of, rows, run


def test_what_a_role_may_not_see_does_not_exist(as_user: Connect) -> None:
    connection = as_user()
    assert rows(connection, "SHOW DATABASES") == []
    assert rows(connection, "SHOW STAGES IN ACCOUNT") == []
    assert error_of(connection, "DROP DATABASE D")[:2] == (2003, "02000")
    assert error_of(connection, "LIST @D.PUBLIC.S")[:2] == (2003, "02000")
    assert error_of(connection, "USE DATABASE D")[:2] == (2043, "02000")


def test_stage_is_seen_only_with_its_schema_and_database(admin: SnowflakeConnection, as_user: Connect) -> None:
    connection = as_user()
    run(admin, "GRANT READ ON STAGE D.PUBLIC.S TO ROLE R", "GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE R")
    assert error_of(connection, "LIST @D.PUBLIC.S")[0] == 2003
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE R")
    assert rows(connection, "LIST @D.PUBLIC.S") == []


def test_read_on_a_stage_does_not_write(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(
        admin,
        "GRANT USAGE ON DATABASE D TO ROLE R",
        "GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE R",
        "GRANT READ ON STAGE D.PUBLIC.S TO ROLE R",
    )
    connection = as_user()
    assert error_of(connection, "REMOVE @D.PUBLIC.S")[:2] == (3001, "42501")
    assert error_of(connection, "DROP STAGE D.PUBLIC.S")[:2] == (3001, "42501")


def test_secondary_roles_count_for_use_and_not_for_create(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "CREATE ROLE MAKER", "GRANT CREATE DATABASE ON ACCOUNT TO ROLE MAKER", "GRANT ROLE MAKER TO USER U")
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE MAKER")
    connection = as_user()
    assert error_of(connection, "USE DATABASE D")[0] == 2043
    run(connection, "USE SECONDARY ROLES ALL", "USE DATABASE D")
    assert error_of(connection, "CREATE DATABASE X")[:2] == (3001, "42501")


def test_managed_access_takes_grants_from_owners(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(
        admin,
        "GRANT USAGE ON DATABASE D TO ROLE R",
        "GRANT USAGE, CREATE STAGE ON SCHEMA D.PUBLIC TO ROLE R",
        "ALTER SCHEMA D.PUBLIC ENABLE MANAGED ACCESS",
    )
    connection = as_user()
    run(connection, "CREATE STAGE D.PUBLIC.MINE")
    assert error_of(connection, "GRANT READ ON STAGE D.PUBLIC.MINE TO ROLE PUBLIC")[0] == 3102
    assert rows(admin, "SHOW SCHEMAS LIKE 'PUBLIC' IN DATABASE D")[0]["options"] == "MANAGED ACCESS"
    run(admin, "ALTER SCHEMA D.PUBLIC DISABLE MANAGED ACCESS")
    run(connection, "GRANT READ ON STAGE D.PUBLIC.MINE TO ROLE PUBLIC")


class Counting(Catalog):
    """Knows how many queries it was asked."""

    queries = 0

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        self.queries += 1
        return super().rows(sql, parameters)

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        self.queries += 1
        return super().row(sql, parameters)


@pytest.mark.parametrize(("stages", "roles"), [(3, 3), (100, 100)])
def test_what_a_show_lists_takes_as_many_queries_whatever_there_is(tmp_path: Path, stages: int, roles: int) -> None:
    """Of objects and of roles. One stage in three is granted to one of the roles, all lie in the same schema."""
    kind, place, inside, stage = (
        ObjectKind(name=name, plural=f"{name}S", scope=scope)
        for name, scope in (("ROLE", ACCOUNT), ("DATABASE", ACCOUNT), ("SCHEMA", DATABASE), ("STAGE", SCHEMA))
    )
    with closing(Counting(tmp_path / "x.sqlite", MIGRATIONS)) as catalog:
        objects = Objects(catalog)
        grants = Grants(catalog, objects)
        held = [objects.create(kind, None, f"R{number}", None, {}) for number in range(roles)]
        database = objects.create(place, None, "D", None, {})
        schema = objects.create(inside, database.id, "S", None, {})
        there = [objects.create(stage, schema.id, f"T{number:03}", None, {}) for number in range(stages)]
        for found in (database, schema):
            grants.add(found.id, "USAGE", held[0].id, "X")
        for found in there[::3]:
            grants.add(found.id, "READ", held[-1].id, "X")
        catalog.queries = 0
        access = Access(objects, grants, Principal("U", "R0", tuple(role.name for role in held[1:])))
        assert access.listed(objects.list("STAGE")) == there[::3]
        assert catalog.queries == 11


def test_a_role_is_no_other_whose_name_its_own_begins_with(admin: SnowflakeConnection, as_user: Connect) -> None:
    """Also where what follows is a character that ends texts."""
    connection = as_user()
    run(admin, 'CREATE ROLE "ACCOUNTADMIN\0x"', 'GRANT ROLE "ACCOUNTADMIN\0x" TO ROLE R')
    run(connection, 'USE ROLE "ACCOUNTADMIN\0x"')
    assert rows(connection, "SHOW DATABASES") == []
    assert error_of(connection, "GRANT ROLE ACCOUNTADMIN TO USER U")[:2] == (3102, "42501")
    run(admin, 'GRANT USAGE ON DATABASE D TO ROLE "ACCOUNTADMIN\0x"')
    assert len(rows(connection, "SHOW DATABASES")) == 1


def test_place_that_goes_while_it_is_listed_is_not_there(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "x.sqlite", MIGRATIONS)) as catalog:
        objects = Objects(catalog)
        grants = Grants(catalog, objects)
        role = objects.create(ObjectKind(name="ROLE", plural="ROLES", scope=ACCOUNT), None, "R", None, {})
        schema = objects.create(ObjectKind(name="SCHEMA", plural="SCHEMAS", scope=DATABASE), None, "S", role.id, {})
        stage = ObjectKind(name="STAGE", plural="STAGES", scope=SCHEMA)
        found = [objects.create(stage, schema.id, "T", role.id, {})]
        access = Access(objects, grants, Principal("U", "R"))
        objects.drop(schema)
        assert access.listed(found) == []
