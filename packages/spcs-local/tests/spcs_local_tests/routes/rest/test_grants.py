"""Grants of the REST API as statements."""

from __future__ import annotations

from typing import Any

import pytest

from spcs_local.errors import InvalidValueError, SnowflakeError
from spcs_local.routes.rest.grants import change, from_path, grantee_of, is_future

USAGE = {"privileges": ["USAGE"]}


@pytest.mark.parametrize(
    ("body", "more", "statement"),
    [
        ({"securable_type": "role", "securable": {"name": "a"}}, {}, "GRANT ROLE A TO ROLE R"),
        ({"securable_type": "role", "securable": {"name": "a"}}, {"revoked": True}, "REVOKE ROLE A FROM ROLE R"),
        (
            {"securable_type": "compute-pool", "securable": {"name": "p"}, "grant_option": True, **USAGE},
            {},
            "GRANT USAGE ON COMPUTE POOL P TO ROLE R WITH GRANT OPTION",
        ),
        ({"securable_type": "account", "privileges": ["CREATE ROLE"]}, {}, "GRANT CREATE ROLE ON ACCOUNT TO ROLE R"),
        (
            {"securable_type": "schema", "containing_scope": {"database": "d"}, **USAGE},
            {"revoked": True, "mode": "cascade"},
            "REVOKE USAGE ON ALL SCHEMAS IN DATABASE D FROM ROLE R CASCADE",
        ),
        (
            {
                "securable_type": "image repository",
                "containing_scope": {"database": "d", "schema": '"s"'},
                "privileges": ["READ"],
            },
            {"future": True},
            'GRANT READ ON FUTURE IMAGE REPOSITORIES IN SCHEMA D."s" TO ROLE R',
        ),
    ],
)
def test_body_is_a_statement(body: dict[str, Any], more: dict[str, Any], statement: str) -> None:
    assert change("ROLE R", body, **more) == statement


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"securable_type": "database", "securable": {"name": "d"}},
        {"securable_type": "database", **USAGE},
        {"securable_type": "database", "securable": {"name": "d; x"}, **USAGE},
        {"securable_type": "database d to role x --", "securable": {"name": "d"}, **USAGE},
        {"securable_type": "database", "securable": {"name": "d"}, "privileges": ["USAGE ON ROLE;"]},
    ],
)
def test_body_that_is_none_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(SnowflakeError):
        change("ROLE R", body)


def test_path_says_what_a_body_says() -> None:
    short = ["role", "r", "database", "d", "privileges", "USAGE", "grant-option"]
    assert grantee_of(short) == "ROLE R"
    assert (
        change("ROLE R", from_path(short, {}), revoked=True)
        == "REVOKE GRANT OPTION FOR USAGE ON DATABASE D FROM ROLE R"
    )
    long = ["role", "r", "future", "SCHEMAS", "database", "d", "privileges"]
    assert is_future(long)
    assert (
        change("ROLE R", from_path(long, USAGE), future=True) == "GRANT USAGE ON FUTURE SCHEMAS IN DATABASE D TO ROLE R"
    )


@pytest.mark.parametrize(
    "body",
    [
        {"containing_scope": "d", "privileges": ["USAGE"]},
        {"containing_scope": [1], "privileges": ["USAGE"]},
        {"securable": "d", "privileges": ["USAGE"]},
        {"securable": {"name": "d"}, "privileges": "USAGE"},
        {"securable": {"name": "d"}, "privileges": [{"a": 1}]},
        {"securable": {"name": "d"}, "privileges": {"a": 1}},
    ],
    ids=str,
)
def test_grant_of_another_shape_is_an_invalid_value(body: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError):
        change("ROLE R", {"securable_type": "DATABASE", **body})
