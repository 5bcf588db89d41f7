"""What WORKLOAD_IDENTITY takes."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import error_of, rows, run

GITHUB = "ISSUER = 'https://token.actions.githubusercontent.com'"


def test_users_show_whether_they_have_one(admin: SnowflakeConnection) -> None:
    run(admin, f"CREATE USER W TYPE = SERVICE WORKLOAD_IDENTITY = (TYPE = OIDC, {GITHUB}, SUBJECT = 'repo:a/b')")
    assert rows(admin, "SHOW USERS LIKE 'W'")[0]["has_workload_identity"] == "true"
    described = {row["property"]: row["value"] for row in rows(admin, "DESCRIBE USER W")}
    assert described["HAS_WORKLOAD_IDENTITY"] == "true"
    run(admin, "ALTER USER W UNSET WORKLOAD_IDENTITY")
    assert rows(admin, "SHOW USERS LIKE 'W'")[0]["has_workload_identity"] == "false"


@pytest.mark.parametrize(
    ("value", "number", "state", "words"),
    [
        ("'x'", 1008, "22023", "invalid value [x] for parameter 'WORKLOAD_IDENTITY'"),
        ("()", 1008, "22023", "for parameter 'WORKLOAD_IDENTITY'"),
        (f"({GITHUB} SUBJECT = 's')", 2029, "42601", "Missing option(s): [TYPE]"),
        ("(TYPE = OIDC SUBJECT = 's')", 2029, "42601", "Missing option(s): [ISSUER]"),
        (f"(TYPE = OIDC {GITHUB})", 2029, "42601", "Missing option(s): [SUBJECT]"),
        (f"(TYPE = SAML {GITHUB} SUBJECT = 's')", 1008, "22023", "invalid value [SAML] for parameter 'TYPE'"),
        (f"(TYPE = OIDC {GITHUB} SUBJECT = 's' ARN = 'a')", 1422, "42601", "invalid property 'ARN'"),
        ("(TYPE = AWS ARN = 'arn:aws:iam::1:role/r')", 990001, "0A000", "WORKLOAD_IDENTITY of TYPE AWS is not supp"),
        ("(TYPE = AZURE ISSUER = 'https://i' SUBJECT = 's')", 990001, "0A000", "of TYPE AZURE is not supported"),
        ("(TYPE = GCP SUBJECT = '1')", 990001, "0A000", "of TYPE GCP is not supported by the local account"),
        ("(TYPE = OIDC ISSUER = 'http://i' SUBJECT = 's')", 4616, "42601", "Invalid ISSUER property in WORKLOAD_IDEN"),
        (f"(TYPE = OIDC {GITHUB} SUBJECT = '{'s' * 256}')", 4616, "42601", "a text of at most 255 characters"),
        (f"(TYPE = OIDC {GITHUB} SUBJECT = '')", 4616, "42601", "Invalid SUBJECT property in WORKLOAD_IDENTITY"),
    ],
)
def test_value_is_checked(admin: SnowflakeConnection, value: str, number: int, state: str, words: str) -> None:
    found = error_of(admin, f"CREATE USER W TYPE = SERVICE WORKLOAD_IDENTITY = {value}")
    assert found[:2] == (number, state)
    assert words in found[2]


def test_person_has_none(admin: SnowflakeConnection) -> None:
    value = f"WORKLOAD_IDENTITY = (TYPE = OIDC {GITHUB} SUBJECT = 's')"
    number, state, text = error_of(admin, f"CREATE USER W {value}")
    assert (number, state) == (511503, "23001")
    assert "Cannot set WORKLOAD_IDENTITY on users with TYPE=PERSON." in text
    run(admin, f"CREATE USER W TYPE = LEGACY_SERVICE {value}")
