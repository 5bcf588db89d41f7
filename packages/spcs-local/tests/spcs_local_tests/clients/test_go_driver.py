"""The Go driver, in a small program built from its module."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from devkit.go import without_counters
from spcs_local.testing import TokenIssuer
from spcs_local_tests.running import RunningAccount, run

SOURCE = Path(__file__).parent / "go"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built program. Go's own build cache makes all but the first build quick."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("no go on PATH, so the Go driver's program cannot be built")
    program = tmp_path_factory.mktemp("go") / "client"
    built = subprocess.run(
        [go, "build", "-mod=readonly", "-o", program, "."],
        cwd=SOURCE,
        env={**os.environ, **without_counters()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return program


def lines(client: Path, account: RunningAccount, directory: Path, **more: str) -> list[str]:
    """What the program says that it got."""
    done = subprocess.run(
        [client, directory],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("SNOWFLAKE_")},
            "SNOWFLAKE_ACCOUNT": "LOCAL-DEV",
            "SNOWFLAKE_HOST": "127.0.0.1",
            "SNOWFLAKE_PORT": str(account.port),
            **more,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if "=" in line]


REST = ["column=name", "database=GO_D", "same=true", "number=2003", "sqlstate=02000"]


def test_go_driver_finds_an_account(client: Path, account: RunningAccount, tmp_path: Path) -> None:
    found = lines(client, account, tmp_path, SNOWFLAKE_USER="ADMIN", SNOWFLAKE_PASSWORD=account.password)
    assert found == ["user=ADMIN", "role=ACCOUNTADMIN", *REST]


def test_go_driver_signs_in_by_workload_identity(
    client: Path, account: RunningAccount, tmp_path: Path, spcs_local_issuer: TokenIssuer
) -> None:
    identity = f"(TYPE = OIDC ISSUER = '{spcs_local_issuer.url}' SUBJECT = 's')"
    run(
        account.connect(),
        f"CREATE USER W TYPE = SERVICE DEFAULT_ROLE = SYSADMIN WORKLOAD_IDENTITY = {identity}",
        "GRANT ROLE SYSADMIN TO USER W",
    )
    allowed = {"SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES": "127.0.0.1"}  # which its later versions ask for
    found = lines(client, account, tmp_path, SNOWFLAKE_TOKEN=spcs_local_issuer.token("s"), **allowed)
    assert found == ["user=W", "role=SYSADMIN", *REST]


def test_go_driver_signs_in_by_key_pair(client: Path, account: RunningAccount, tmp_path: Path) -> None:
    """It names the user in the token alone."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    body = "".join(public.strip().splitlines()[1:-1])
    run(
        account.connect(),
        f"CREATE USER K RSA_PUBLIC_KEY = '{body}' DEFAULT_ROLE = SYSADMIN",
        "GRANT ROLE SYSADMIN TO USER K",
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    found = lines(client, account, tmp_path, SNOWFLAKE_USER="K", SNOWFLAKE_PRIVATE_KEY=private)
    assert found == ["user=K", "role=SYSADMIN", *REST]
