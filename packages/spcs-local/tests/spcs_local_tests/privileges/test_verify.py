"""Asking an account over the wire: here the local one stands for a real one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_der_private_key,
)

from spcs_local_tests.privileges import real, verify
from spcs_local_tests.running import RunningAccount, rows, run


@pytest.fixture
def environment(account: RunningAccount) -> dict[str, str]:
    """How the account is named to `make verify-account`."""
    return {
        "SNOWFLAKE_ACCOUNT": "LOCAL-DEV",
        "SNOWFLAKE_USER": "ADMIN",
        "SNOWFLAKE_PASSWORD": account.password,
        "SNOWFLAKE_HOST": "127.0.0.1",
        "SNOWFLAKE_PORT": str(account.port),
        "SNOWFLAKE_PROTOCOL": "http",
    }


def transcript(directory: Path) -> dict[str, Any]:
    [path] = directory.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def test_write_down_what_came(tmp_path: Path, environment: dict[str, str]) -> None:
    assert verify.main(["--only", "DROP STAGE", "--output", str(tmp_path / "out")], environment) == 0
    content = transcript(tmp_path / "out")
    assert {entry["right"] for entry in content["cases"]} == {True}
    assert {entry["got"] for entry in content["cases"]} == {"allowed", "002003 (02000)", "003001 (42501)"}
    assert environment["SNOWFLAKE_PASSWORD"] not in json.dumps(content)


def test_leave_nothing_in_the_account(tmp_path: Path, environment: dict[str, str], account: RunningAccount) -> None:
    admin = account.connect()
    kinds = ("ROLES", "USERS", "WAREHOUSES", "DATABASES", "COMPUTE POOLS", "INTEGRATIONS")
    before = {kind: [row["name"] for row in rows(admin, f"SHOW {kind}")] for kind in kinds}
    verify.main(["--only", "CREATE", "--output", str(tmp_path / "out")], environment)
    assert transcript(tmp_path / "out")["not_removed"] == []
    assert {kind: [row["name"] for row in rows(admin, f"SHOW {kind}")] for kind in kinds} == before


def test_leave_services_out_without_an_image(tmp_path: Path, environment: dict[str, str]) -> None:
    assert verify.main(["--only", "DESCRIBE SERVICE", "--output", str(tmp_path / "out")], environment) == 0
    assert {entry["not_run"] for entry in transcript(tmp_path / "out")["cases"]} == {verify.NO_IMAGE}


def test_tell_what_is_not_as_written(
    tmp_path: Path, environment: dict[str, str], account: RunningAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    run(account.connect(), "GRANT CREATE DATABASE ON ACCOUNT TO ROLE PUBLIC")
    assert verify.main(["--only", "CREATE DATABASE FRESH", "--output", str(tmp_path / "out")], environment) == 1
    assert "expected 003001 (42501), got allowed" in capsys.readouterr().out
    wrong = [entry for entry in transcript(tmp_path / "out")["cases"] if not entry["right"]]
    assert {entry["got"] for entry in wrong} == {"allowed"}


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("SNOWFLAKE_ACCOUNT", "SNOWFLAKE_ORGANIZATION_NAME"),
        ("SNOWFLAKE_USER", "SNOWFLAKE_USER"),
        ("SNOWFLAKE_PASSWORD", "SNOWFLAKE_PRIVATE_KEY_PATH"),
    ],
)
def test_say_what_is_not_configured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], left_out: str, said: str
) -> None:
    given = {"SNOWFLAKE_ACCOUNT": "A", "SNOWFLAKE_USER": "U", "SNOWFLAKE_PASSWORD": "P"}
    del given[left_out]
    assert verify.main(["--output", str(tmp_path)], given) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert said in line


WHO = {"SNOWFLAKE_ACCOUNT": "A", "SNOWFLAKE_USER": "U"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"PASSWORD": "s"}, {"authenticator": "SNOWFLAKE", "password": "s"}),
        ({"TOKEN": "s"}, {"authenticator": "PROGRAMMATIC_ACCESS_TOKEN", "token": "s"}),
        ({"TOKEN": "s", "AUTHENTICATOR": "oauth"}, {"authenticator": "OAUTH", "token": "s"}),
        (
            {"TOKEN": "s", "AUTHENTICATOR": "WORKLOAD_IDENTITY", "WORKLOAD_IDENTITY_PROVIDER": "OIDC"},
            {"authenticator": "WORKLOAD_IDENTITY", "token": "s", "workload_identity_provider": "OIDC"},
        ),
        # of what is there, the authenticator's own
        (
            {"TOKEN": "t", "PASSWORD": "s", "AUTHENTICATOR": "SNOWFLAKE"},
            {"authenticator": "SNOWFLAKE", "password": "s"},
        ),
    ],
)
def test_sign_in_by_what_the_variables_say(given: dict[str, str], told: dict[str, str]) -> None:
    variables = {f"SNOWFLAKE_{name}": text for name, text in given.items()}
    assert real.arguments({**WHO, **variables}) == {"account": "A", "user": "U", **told}


@pytest.mark.parametrize("in_file", [True, False])
def test_sign_in_by_a_key_and_its_passphrase(in_file: bool, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"phrase"))
    file = tmp_path / "key.p8"
    file.write_bytes(pem)
    variable = {"SNOWFLAKE_PRIVATE_KEY_PATH": str(file)} if in_file else {"SNOWFLAKE_PRIVATE_KEY": pem.decode()}
    found = real.arguments({**WHO, **variable, "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": "phrase"})
    assert found["authenticator"] == "SNOWFLAKE_JWT"
    assert load_der_private_key(found["private_key"], None).public_key() == key.public_key()
    with pytest.raises(real.NotConfiguredError, match="is no key in PEM"):
        real.arguments({**WHO, **variable})


def test_say_that_the_key_is_not_there() -> None:
    with pytest.raises(real.NotConfiguredError, match="/nowhere: No such file"):
        real.arguments({**WHO, "SNOWFLAKE_PRIVATE_KEY_PATH": "/nowhere"})


def test_say_that_signing_in_failed(
    tmp_path: Path, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main(["--output", str(tmp_path)], environment | {"SNOWFLAKE_PASSWORD": "wrong"}) == 2
    assert "signing in to LOCAL-DEV as ADMIN failed" in capsys.readouterr().err
