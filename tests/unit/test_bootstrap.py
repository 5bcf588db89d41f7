"""The statements that an administrator runs once."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from components.bootstrap import Deployer, key_body, main, statements
from components.sql import Identifier
from spcs_local.testing import LocalAccount

DEPLOYER = Deployer(role=Identifier("R"), user=Identifier("U"))
PEM = "-----BEGIN PUBLIC KEY-----\nQUJD\nREVG\n-----END PUBLIC KEY-----\n"


def test_print_a_role_with_what_the_stack_needs_and_a_user_who_holds_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    made_for = "COMMENT = 'deploys the stack of Milvus on Snowpark Container Services'"
    assert capsys.readouterr().out.splitlines() == [
        "USE ROLE ACCOUNTADMIN;",
        f'CREATE ROLE IF NOT EXISTS "MILVUS_DEPLOYER_ROLE" {made_for};',
        "GRANT CREATE ROLE, CREATE USER, CREATE WAREHOUSE, CREATE DATABASE, CREATE INTEGRATION, CREATE COMPUTE POOL"
        ' ON ACCOUNT TO ROLE "MILVUS_DEPLOYER_ROLE";',
        'GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE "MILVUS_DEPLOYER_ROLE" WITH GRANT OPTION;',
        f'CREATE USER IF NOT EXISTS "MILVUS_DEPLOYER" TYPE = SERVICE DEFAULT_ROLE = "MILVUS_DEPLOYER_ROLE" {made_for};',
        'GRANT ROLE "MILVUS_DEPLOYER_ROLE" TO USER "MILVUS_DEPLOYER";',
    ]


def test_print_how_the_user_signs_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "key.pem").write_text(PEM)
    given = ["--role", "R", "--user", "U", "--public-key", str(tmp_path / "key.pem")]
    assert main([*given, "--issuer", "https://ci", "--subject", "repo:it's"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[5] == "ALTER USER \"U\" SET RSA_PUBLIC_KEY = 'QUJDREVG';"
    assert lines[6] == (
        "ALTER USER \"U\" SET WORKLOAD_IDENTITY = (TYPE = OIDC ISSUER = 'https://ci' SUBJECT = 'repo:it''s');"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--role", "lower"], "'lower' is no name of capitals"),
        (["--role", "ACCOUNTADMIN"], "a role of the stack's own, none of ACCOUNTADMIN"),
        (["--user", 'U" TYPE = PERSON'], "is no name of capitals"),
        (["--public-key", "nowhere.pem"], "No such file or directory: 'nowhere.pem'"),
        (["--issuer", "https://ci"], "issuer and subject belong together"),
    ],
)
def test_say_what_cannot_be_a_statement(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""


@pytest.mark.parametrize("pem", ["", "QUJD", PEM.replace("PUBLIC", "PRIVATE"), "-----BEGIN PUBLIC KEY-----"])
def test_take_no_private_key_for_a_public_one(pem: str) -> None:
    with pytest.raises(ValueError, match="no public key in PEM: openssl rsa -in KEY -pubout makes one"):
        key_body(pem)


def test_take_a_file_with_anything_else_in_it_for_no_key() -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = key.public_bytes(serialization.Encoding.PEM, form).decode()
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", key_body(pem))
    with pytest.raises(ValueError, match="no public key in PEM"):
        key_body(PEM.replace("REVG", "'; DROP"))


def test_an_account_takes_them_twice(spcs_local: LocalAccount) -> None:
    for _ in range(2):
        run(spcs_local, statements(DEPLOYER))
    rows = run(spcs_local, ["SHOW GRANTS TO ROLE R"])
    assert {(row[1], row[6]) for row in rows} == {
        *((f"CREATE {kind}", "false") for kind in ("ROLE", "USER", "WAREHOUSE", "DATABASE", "INTEGRATION")),
        ("CREATE COMPUTE POOL", "false"),
        ("BIND SERVICE ENDPOINT", "true"),
    }


def run(account: LocalAccount, sent: list[str]) -> list[Any]:
    """As the administrator; the rows of the last."""
    connect: Callable[..., Any] = snowflake.connector.connect
    options = {**account.connection, "enable_server_session_keep_alive_auto_detection": False}
    with closing(connect(**options)) as connection, closing(connection.cursor()) as cursor:
        rows: list[Any] = [cursor.execute(statement).fetchall() for statement in sent][-1]
        return rows
