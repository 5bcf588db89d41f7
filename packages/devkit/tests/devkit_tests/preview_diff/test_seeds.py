"""Statements for what exists already; tests/stack runs them."""

from typing import Any

import pytest

from devkit.preview_diff import seeds


def statements(**settings: Any) -> list[str]:
    named = {key if ":" in key else f"milvus-spcs:{key}": value for key, value in settings.items()}
    return seeds.statements(named, "DEPLOYER_ROLE", "DEPLOYER")


def existing(name: str) -> dict[str, Any]:
    return {"name": name, "existing": True}


def test_a_stack_that_makes_everything_needs_nothing() -> None:
    assert statements(database="MILVUS_DEMO", services={"hello": {"mayEnter": ["users"]}}) == []


CASES: list[tuple[dict[str, Any], set[str]]] = [
    (
        {"database": existing("d")},
        {'CREATE DATABASE IF NOT EXISTS "D"', 'GRANT ALL PRIVILEGES ON SCHEMA "D"."PUBLIC" TO ROLE PUBLIC'},
    ),
    (
        {"database": existing("D"), "schema": existing("APPS"), "repository": existing("R")},
        {'CREATE SCHEMA IF NOT EXISTS "D"."APPS"', 'CREATE IMAGE REPOSITORY IF NOT EXISTS "D"."APPS"."R"'},
    ),
    (
        {"pools": '{"milvus": {"name": "BIG", "existing": true}}'},
        {f'CREATE COMPUTE POOL IF NOT EXISTS "BIG" {seeds.POOL_OPTIONS}'},
    ),
    (
        {"role": existing("R"), "user": existing("U")},
        {'CREATE USER IF NOT EXISTS "U"', 'GRANT ROLE "R" TO USER "U"'},
    ),
    (
        {"services": {"a": {"mayEnter": ["users", "ANALYST", "OWN"], "owner": "OWN"}}},
        {'CREATE ROLE IF NOT EXISTS "ANALYST"'},
    ),
    (
        {"services": {"a": {"integrations": ["egress", "HUB"]}}},
        {'GRANT ALL PRIVILEGES ON INTEGRATION "HUB" TO ROLE PUBLIC'},
    ),
]


@pytest.mark.parametrize(("settings", "made"), CASES)
def test_what_exists_is_made_by_who_deploys(settings: dict[str, Any], made: set[str]) -> None:
    found = statements(**settings)
    assert (found[0], found[-1]) == ('USE ROLE "DEPLOYER_ROLE"', "USE ROLE ACCOUNTADMIN")
    assert made <= set(found)
    assert not any('"OWN"' in it for it in found)


def test_roles_that_make_parts_have_what_the_deployers_role_has() -> None:
    found = statements(**{"snowflake:role": "PLATFORM", "roles": {"storage": "SYSADMIN", "users": "PLATFORM"}})
    assert found == [
        'CREATE ROLE IF NOT EXISTS "PLATFORM"',
        'GRANT ROLE "DEPLOYER_ROLE" TO ROLE "PLATFORM"',
        'GRANT ROLE "PLATFORM" TO USER "DEPLOYER"',
        'GRANT ROLE "SYSADMIN" TO USER "DEPLOYER"',
    ]


def test_the_guides_wording_has_the_systems_roles() -> None:
    assert len(statements(guidePrivileges=True)) == len(seeds.SYSTEM_ROLES)
