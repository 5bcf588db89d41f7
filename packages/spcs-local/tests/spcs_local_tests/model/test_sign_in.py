"""Sign-in by password, key pair and access token, through the real connector."""

from __future__ import annotations

import base64
import hashlib
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from snowflake.connector import SnowflakeConnection

from spcs_local.errors import SignInFailedError
from spcs_local.model.lockout import FREE_FAILURES
from spcs_local_tests.running import RunningAccount, refusal, rows, run


def test_connect_with_wrong_password_is_refused(account: RunningAccount) -> None:
    assert "Incorrect username or password was specified" in refusal(account, password="wrong")
    assert "Incorrect username or password was specified" in refusal(account, user="NOBODY", password="wrong")


def test_connect_when_disabled_is_refused(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'secret' DISABLED = TRUE")
    assert "User access disabled" in refusal(account, user="U", password="secret")


def test_connect_with_key_pair_signs_in(account: RunningAccount, admin: SnowflakeConnection) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    body = "".join(line for line in public.splitlines() if not line.startswith("-"))
    run(admin, f"CREATE USER K RSA_PUBLIC_KEY = '{body}'")
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signed_in = account.connect(user="K", authenticator="SNOWFLAKE_JWT", private_key=private)
    assert rows(signed_in, "SELECT CURRENT_USER() AS U") == [{"u": "K"}]


def test_connect_with_another_key_is_refused(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER K")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    assert "JWT token is invalid" in refusal(account, user="K", authenticator="SNOWFLAKE_JWT", private_key=private)


def test_a_key_pairs_token_names_its_user_where_nothing_else_does(
    account: RunningAccount, admin: SnowflakeConnection
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    run(admin, f"CREATE USER K RSA_PUBLIC_KEY = '{base64.b64encode(der).decode()}'")
    fingerprint = base64.b64encode(hashlib.sha256(der).digest()).decode()
    now = int(time.time())
    claims = {"sub": "LOCAL-DEV.K", "iss": f"LOCAL-DEV.K.SHA256:{fingerprint}", "iat": now, "exp": now + 60}
    sign_in, objects = account.account.model.sign_in, account.account.model.objects
    assert objects.get(sign_in.by_key_pair("", jwt.encode(claims, key, algorithm="RS256")).id).name == "K"
    for wrong in ("no token", jwt.encode({**claims, "sub": "LOCAL-DEV.ADMIN"}, key, algorithm="RS256")):
        with pytest.raises(SignInFailedError, match="JWT token is invalid"):
            sign_in.by_key_pair("", wrong)


def test_connect_with_access_token_signs_in(account: RunningAccount, admin: SnowflakeConnection) -> None:
    made = rows(admin, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN P ROLE_RESTRICTION = 'SYSADMIN'")
    token = made[0]["token_secret"]
    by_token = account.connect(authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=token)
    by_password = account.connect(password=token)
    assert rows(by_token, "SELECT CURRENT_ROLE() AS R") == [{"r": "SYSADMIN"}]
    assert rows(by_password, "SELECT CURRENT_USER() AS U") == [{"u": "ADMIN"}]


@pytest.fixture
def frozen(account: RunningAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time in which nobody's wait is over, however long the test takes."""
    monkeypatch.setattr(account.account.model.sign_in._lockout, "_clock", lambda: 0.0)


@pytest.mark.usefixtures("frozen")
def test_failed_sign_ins_are_told_to_wait(account: RunningAccount) -> None:
    for _ in range(FREE_FAILURES):
        with pytest.raises(SignInFailedError, match="Incorrect username"):
            account.account.model.authenticate_password("ADMIN", "wrong")
    with pytest.raises(SignInFailedError, match="Too many failed attempts"):
        account.account.model.authenticate_password("ADMIN", account.password)


@pytest.mark.usefixtures("frozen")
def test_failed_sign_ins_count_for_every_spelling_of_a_name(account: RunningAccount) -> None:
    for name in ("ADMIN", "admin", '"ADMIN"', '"admin"', "Admin"):
        with pytest.raises(SignInFailedError, match="Incorrect username"):
            account.account.model.authenticate_password(name, "wrong")
    with pytest.raises(SignInFailedError, match="Too many failed attempts"):
        account.account.model.authenticate_password("ADMIN", account.password)


@pytest.mark.usefixtures("frozen")
def test_guesses_side_by_side_gain_nothing(account: RunningAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right password comes while as many wrong ones as are free are on their way."""
    sign_in_of = account.account.model.sign_in

    def fail_meanwhile(*_arguments: object) -> bool:
        for _ in range(FREE_FAILURES):
            sign_in_of._lockout.failed("ADMIN", "")
        return True

    monkeypatch.setattr("spcs_local.model.sign_in.matches", fail_meanwhile)
    with pytest.raises(SignInFailedError, match="Too many failed attempts"):
        account.account.model.authenticate_password("ADMIN", account.password)
