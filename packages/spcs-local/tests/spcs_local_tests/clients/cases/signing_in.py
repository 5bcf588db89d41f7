"""Password, key pair, and tokens of the account, of workloads and of other servers; where a connection begins."""

from __future__ import annotations

from typing import Any

from spcs_local_tests.clients.cases.keys import key_pair
from spcs_local_tests.clients.cases.place import Place, error_of, rows


def test_sign_in_with_password(place: Place) -> None:
    connection = place.connect()
    assert rows(connection, "SELECT CURRENT_USER(), CURRENT_ROLE()") == [("ADMIN", "ACCOUNTADMIN")]
    assert (connection.user, connection.role) == ("ADMIN", "ACCOUNTADMIN")


def test_sign_in_with_wrong_password_is_refused(place: Place) -> None:
    assert refusal(place, user="NOBODY_AT_ALL", password="wrong") == 390100


def test_sign_in_with_key_pair(place: Place) -> None:
    user, (public, private), (_, wrong) = place.name("KEYED"), key_pair(), key_pair()
    rows(place.connect(), f"CREATE USER {user} RSA_PUBLIC_KEY = '{public}' TYPE = SERVICE")
    assert rows(place.connect(user, private_key=private), "SELECT CURRENT_USER()") == [(user,)]
    assert refusal(place, user=user, private_key=wrong) == 390144


def test_sign_in_with_access_token(place: Place) -> None:
    administrator, user, token = place.connect(), place.name("TOKENED"), place.name("TOKEN")
    rows(administrator, f"CREATE USER {user} TYPE = SERVICE")
    secret = rows(administrator, f"ALTER USER {user} ADD PROGRAMMATIC ACCESS TOKEN {token}")[0][1]
    signed_in = place.connect(user, authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=secret)
    assert rows(signed_in, "SELECT CURRENT_USER()") == [(user,)]
    assert rows(place.connect(user, password=secret), "SELECT CURRENT_USER()") == [(user,)]
    rows(administrator, f"ALTER USER {user} REMOVE PROGRAMMATIC ACCESS TOKEN {token}")
    assert refusal(place, user=user, authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=secret) == 394400


def test_sign_in_with_workload_identity(place: Place) -> None:
    user, workload = place.name("WORKLOAD"), {"authenticator": "WORKLOAD_IDENTITY", "token": place.token}
    identity = f"(TYPE = OIDC ISSUER = '{place.issuer}' SUBJECT = '{place.prefix}')"
    rows(place.connect(), f"CREATE USER {user} TYPE = SERVICE WORKLOAD_IDENTITY = {identity}")
    signed_in = place.connect(None, workload_identity_provider="OIDC", **workload)
    assert rows(signed_in, "SELECT CURRENT_USER()") == [(user,)]
    rows(place.connect(), f"DROP USER {user}")
    assert refusal(place, user=None, workload_identity_provider="OIDC", **workload) == 990002


def test_sign_in_with_token_of_another_server(place: Place) -> None:
    user, integration = place.name("USER_OF_A_SERVER"), place.name("SERVER")
    rows(
        place.connect(),
        f"CREATE SECURITY INTEGRATION {integration} TYPE = EXTERNAL_OAUTH ENABLED = TRUE EXTERNAL_OAUTH_TYPE = CUSTOM"
        f" EXTERNAL_OAUTH_ISSUER = '{place.issuer}' EXTERNAL_OAUTH_JWS_KEYS_URL = '{place.issuer}/keys'"
        " EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub'"
        " EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'LOGIN_NAME'",
    )
    rows(place.connect(), f"CREATE USER {user} LOGIN_NAME = '{place.prefix}' TYPE = SERVICE")
    signed_in = place.connect(place.prefix, authenticator="OAUTH", token=place.token)
    assert rows(signed_in, "SELECT CURRENT_USER(), CURRENT_ROLE()") == [(user, "PUBLIC")]
    assert refusal(place, user=place.prefix, authenticator="OAUTH", token=place.token, role="SYSADMIN") == 390317


def test_sign_in_takes_role_and_place(place: Place) -> None:
    connection = place.connect(role="OWNER", database="D", schema="PUBLIC", session_parameters={"QUERY_TAG": "tagged"})
    assert (connection.role, connection.database, connection.schema) == ("OWNER", "D", "PUBLIC")
    assert rows(connection, "SHOW PARAMETERS LIKE 'QUERY_TAG'")[0][1] == "tagged"
    assert refusal(place, role="NO_ROLE_OF_ANYBODY") == 390189


def refusal(place: Place, **options: Any) -> int:
    return int(error_of(lambda: place.connect(**options)).errno)
