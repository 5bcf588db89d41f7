"""The statements that an administrator runs once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from components.bootstrap import Deployer, WorkloadIdentity, main, public_key, statements
from components.sql import Identifier
from spcs_local.testing import LocalAccount, TokenIssuer
from tests.unit.recording import ROOT


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A file with a public key that Snowflake takes."""
    path = tmp_path / "key.pem"
    path.write_text(pem(rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()))
    return path


def test_print_a_role_with_what_the_stack_needs_and_a_user_who_holds_it(
    key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--public-key", str(key)]) == 0
    body = "".join(key.read_text().splitlines()[1:-1])
    made_for = "COMMENT = 'deploys the stack of Milvus on Snowpark Container Services'"
    assert capsys.readouterr().out.splitlines() == [
        "USE ROLE ACCOUNTADMIN;",
        f'CREATE ROLE IF NOT EXISTS "MILVUS_DEPLOYER_ROLE" {made_for};',
        "GRANT CREATE ROLE, CREATE USER, CREATE WAREHOUSE, CREATE DATABASE, CREATE INTEGRATION, CREATE COMPUTE POOL"
        ' ON ACCOUNT TO ROLE "MILVUS_DEPLOYER_ROLE";',
        f'CREATE USER IF NOT EXISTS "MILVUS_DEPLOYER" TYPE = SERVICE DEFAULT_ROLE = "MILVUS_DEPLOYER_ROLE" {made_for};',
        f"ALTER USER \"MILVUS_DEPLOYER\" SET RSA_PUBLIC_KEY = '{body}';",
        'GRANT ROLE "MILVUS_DEPLOYER_ROLE" TO USER "MILVUS_DEPLOYER";',
        "-- The role passes the next one on to owners of public endpoints. Where the account refuses that,",
        '-- all above holds, and docs/real-account.md says what to run instead: "Where the account refuses".',
        'GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE "MILVUS_DEPLOYER_ROLE" WITH GRANT OPTION;',
    ]
    assert "**Where the account refuses**" in (ROOT / "docs" / "real-account.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--role", "lower"], "argument --role: 'lower' is no name of capitals"),
        (["--role", "ACCOUNTADMIN"], "argument --role: a role of the stack's own, none of ACCOUNTADMIN"),
        (["--user", 'U" TYPE = PERSON'], "argument --user: "),
        (["--public-key", "nowhere.pem"], "argument --public-key: nowhere.pem: No such file or directory"),
        (["--public-key", "."], "argument --public-key: .: Is a directory"),
    ],
)
def test_say_what_cannot_be_a_statement(
    arguments: list[str], message: str, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--public-key", str(key), *arguments])
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""


def test_a_user_without_a_key_or_an_identity_could_not_sign_in(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "required, so that the user can sign in: --public-key, --issuer with --subject" in capsys.readouterr().err
    with pytest.raises(ValueError, match="public_key and identity are None; allowed: one of them"):
        Deployer(role=Identifier("R"), user=Identifier("U"))


ISSUER = "https://token.actions.githubusercontent.com"
SUBJECT = "repo:acme/milvus:environment:it's prod"
IDENTITY = f"WORKLOAD_IDENTITY = (TYPE = OIDC ISSUER = '{ISSUER}' SUBJECT = 'repo:acme/milvus:environment:it''s prod')"


@pytest.mark.parametrize("with_key", [True, False])
def test_print_an_identity_beside_a_key_or_instead_of_one(
    with_key: bool, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--public-key", str(key)] if with_key else []
    assert main([*given, "--issuer", ISSUER, "--subject", SUBJECT]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f'ALTER USER "MILVUS_DEPLOYER" SET {IDENTITY};' in lines
    assert sum("RSA_PUBLIC_KEY" in line for line in lines) == with_key


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--issuer", ISSUER], "--issuer and --subject belong together"),
        (["--subject", SUBJECT], "--issuer and --subject belong together"),
        (["--issuer", "http://issuer.example", "--subject", "s"], "is no issuer; allowed: https://host/path"),
        (["--issuer", "https://issuer.example?x", "--subject", "s"], "is no issuer; allowed: https://host/path"),
        (["--issuer", "issuer.example", "--subject", "s"], "is no issuer; allowed: https://host/path"),
    ],
)
def test_say_what_cannot_be_an_identity(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert message in capsys.readouterr().err


def not_public_keys() -> dict[str, bytes]:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()  # noqa: S505 - refused
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = pem(private.public_key())
    return {
        "nothing": b"",
        "text": b"QUJD",
        "no key inside": b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "half": public.encode()[:100],
        "a statement inside": public.replace("MII", "'; DROP", 1).encode(),
        "private": private.private_bytes(serialization.Encoding.PEM, *form),
        "binary": private.private_bytes(serialization.Encoding.DER, *form),
        "of 1024 bits": pem(short).encode(),
        "elliptic": pem(ec.generate_private_key(ec.SECP256R1()).public_key()).encode(),
    }


def test_take_nothing_but_a_public_key_for_one(tmp_path: Path) -> None:
    for name, content in not_public_keys().items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ValueError, match=f"{name}: no RSA public key in PEM. To do: openssl rsa -in KEY -pubout"):
            public_key(path)


def test_an_account_takes_them_twice(spcs_local: LocalAccount, key: Path) -> None:
    deployer = Deployer(role=Identifier("R"), user=Identifier("U"), public_key=public_key(key))
    for _ in range(2):
        run(spcs_local, statements(deployer))
    rows = run(spcs_local, ["SHOW GRANTS TO ROLE R"])
    assert {(row[1], row[6]) for row in rows} == {
        *((f"CREATE {kind}", "false") for kind in ("ROLE", "USER", "WAREHOUSE", "DATABASE", "INTEGRATION")),
        ("CREATE COMPUTE POOL", "false"),
        ("BIND SERVICE ENDPOINT", "true"),
    }


def test_an_account_signs_the_identity_in(
    spcs_local: LocalAccount, spcs_local_issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES", "127.0.0.1")
    identity = WorkloadIdentity(issuer=spcs_local_issuer.url, subject="ci")
    run(spcs_local, statements(Deployer(role=Identifier("R"), user=Identifier("U"), identity=identity)))
    token = {"token": spcs_local_issuer.token("ci"), "workload_identity_provider": "OIDC"}
    who = {"authenticator": "WORKLOAD_IDENTITY", "user": "U", "role": "R", "password": None, **token}
    assert run(spcs_local, ["SELECT CURRENT_USER(), CURRENT_ROLE()"], **who) == [("U", "R")]


def run(account: LocalAccount, sent: list[str], **who: Any) -> list[Any]:
    """As the administrator, or as somebody else; the rows of the last."""
    connect: Callable[..., Any] = snowflake.connector.connect
    given = {**account.connection, "enable_server_session_keep_alive_auto_detection": False, **who}
    options = {name: value for name, value in given.items() if value is not None}
    with closing(connect(**options)) as connection, closing(connection.cursor()) as cursor:
        rows: list[Any] = [cursor.execute(statement).fetchall() for statement in sent][-1]
        return rows


def pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> str:
    """As openssl writes it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()
