"""Security integrations: what each TYPE takes and shows."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import error_of, rows, run

INGRESS = "TYPE = OAUTH OAUTH_CLIENT = SNOWSERVICES_INGRESS"
KEYS = "EXTERNAL_OAUTH_JWS_KEYS_URL = 'https://keys'"
REST = (
    "EXTERNAL_OAUTH_TYPE = CUSTOM EXTERNAL_OAUTH_ISSUER = 'https://i' EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub'"
    " EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = login_name"
)
EXTERNAL = f"TYPE = EXTERNAL_OAUTH {KEYS} {REST}"


def described(connection: SnowflakeConnection) -> dict[str, tuple[str, str, str]]:
    found = rows(connection, "DESC SECURITY INTEGRATION S")
    return {row["property"]: (row["property_type"], row["property_value"], row["property_default"]) for row in found}


def test_ingress_integration_shows_its_client(admin: SnowflakeConnection) -> None:
    run(admin, f"CREATE SECURITY INTEGRATION S {INGRESS} ENABLED = TRUE COMMENT = 'c'")
    assert rows(admin, "SHOW SECURITY INTEGRATIONS")[0]["type"] == "OAUTH - SNOWSERVICES_INGRESS"
    assert described(admin) == {
        "ENABLED": ("Boolean", "true", "false"),
        "OAUTH_CLIENT": ("String", "SNOWSERVICES_INGRESS", ""),
        "COMMENT": ("String", "c", ""),
    }


def test_external_oauth_shows_what_it_asks_of_tokens(admin: SnowflakeConnection) -> None:
    run(admin, f"CREATE SECURITY INTEGRATION S {EXTERNAL} EXTERNAL_OAUTH_AUDIENCE_LIST = ('a', 'b')")
    [shown] = rows(admin, "SHOW SECURITY INTEGRATIONS")
    assert (shown["type"], shown["category"], shown["enabled"]) == ("EXTERNAL_OAUTH - CUSTOM", "SECURITY", "true")
    found = described(admin)
    assert found["EXTERNAL_OAUTH_ISSUER"] == ("String", "https://i", "")
    assert found["EXTERNAL_OAUTH_JWS_KEYS_URL"] == ("Object", "https://keys", "")
    assert found["EXTERNAL_OAUTH_ANY_ROLE_MODE"] == ("String", "DISABLE", "DISABLE")
    assert found["EXTERNAL_OAUTH_AUDIENCE_LIST"] == ("List", "a,b", "[]")
    assert found["EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM"] == ("Object", "['sub']", "")
    assert found["EXTERNAL_OAUTH_BLOCKED_ROLES_LIST"][1] == "ACCOUNTADMIN,ORGADMIN,GLOBALORGADMIN,SECURITYADMIN"
    run(admin, "ALTER SECURITY INTEGRATION S UNSET EXTERNAL_OAUTH_AUDIENCE_LIST")
    assert described(admin)["EXTERNAL_OAUTH_AUDIENCE_LIST"] == ("List", "", "[]")


@pytest.mark.parametrize(
    ("options", "number", "state", "words"),
    [
        ("TYPE = OAUTH", 2029, "42601", "[OAUTH_CLIENT]"),
        ("TYPE = OAUTH OAUTH_CLIENT = CUSTOM", 990001, "0A000", "other than OAUTH for SNOWSERVICES_INGRESS"),
        ("TYPE = SAML2", 990001, "0A000", "A security integration of TYPE SAML2 is not supported"),
        (f"{INGRESS} {KEYS}", 1422, "42601", "invalid property 'EXTERNAL_OAUTH_JWS_KEYS_URL'"),
        (f"{EXTERNAL} OAUTH_CLIENT = X", 1422, "42601", "invalid property 'OAUTH_CLIENT'"),
        (f"TYPE = EXTERNAL_OAUTH {KEYS}", 2029, "42601", "[EXTERNAL_OAUTH_TYPE]"),
        (f"TYPE = EXTERNAL_OAUTH {REST}", 2029, "42601", "[EXTERNAL_OAUTH_JWS_KEYS_URL or EXTERNAL_OAUTH_RSA_PUBLIC"),
        (EXTERNAL.replace("CUSTOM", "OKTA"), 990001, "0A000", "EXTERNAL_OAUTH_TYPE OKTA is not supported"),
        (EXTERNAL.replace("https://keys", "http://keys"), 1008, "22023", "invalid value [http://keys]"),
        (EXTERNAL.replace("'https://keys'", "('https://a', 'https://b')"), 1008, "22023", "invalid value [https://b]"),
        (EXTERNAL.replace("https://i", ""), 1008, "22023", "'EXTERNAL_OAUTH_ISSUER'"),
        (f"{EXTERNAL} EXTERNAL_OAUTH_RSA_PUBLIC_KEY = 'x'", 1008, "22023", "invalid value [x]"),
        (f"{EXTERNAL} EXTERNAL_OAUTH_SCOPE_DELIMITER = '--'", 1008, "22023", "invalid value [--]"),
        (f"{EXTERNAL} EXTERNAL_OAUTH_SCOPE_MAPPING_ATTRIBUTE = 'x'", 1008, "22023", "invalid value [x]"),
        (f"{EXTERNAL} EXTERNAL_OAUTH_ANY_ROLE_MODE = ALWAYS", 1008, "22023", "invalid value [ALWAYS]"),
    ],
)
def test_options_are_checked_by_type(
    admin: SnowflakeConnection, options: str, number: int, state: str, words: str
) -> None:
    found = error_of(admin, f"CREATE SECURITY INTEGRATION S {options}")
    assert found[:2] == (number, state)
    assert words in found[2]


def test_type_limits_what_alter_takes(admin: SnowflakeConnection) -> None:
    run(admin, f"CREATE SECURITY INTEGRATION S {INGRESS}")
    for clause in ("SET EXTERNAL_OAUTH_ISSUER = 'https://i'", "UNSET EXTERNAL_OAUTH_AUDIENCE_LIST"):
        assert error_of(admin, f"ALTER SECURITY INTEGRATION S {clause}")[0] == 1422


def test_issuer_has_one_integration(admin: SnowflakeConnection) -> None:
    run(admin, f"CREATE SECURITY INTEGRATION S {EXTERNAL}", f"CREATE OR REPLACE SECURITY INTEGRATION S {EXTERNAL}")
    number, state, text = error_of(admin, f"CREATE SECURITY INTEGRATION T {EXTERNAL}")
    assert (number, state) == (3524, "22023")
    assert "An integration with the given issuer already exists for this account" in text
    run(admin, f"CREATE SECURITY INTEGRATION T {EXTERNAL.replace('https://i', 'https://j')}")
    assert error_of(admin, "ALTER SECURITY INTEGRATION T SET EXTERNAL_OAUTH_ISSUER = 'https://i'")[0] == 3524
