"""Sign-in and sessions, through the real connector and bare HTTP."""

from __future__ import annotations

import gzip
import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
import snowflake.connector
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import PATIENCE
from spcs_local.errors import SessionGoneError, SignInFailedError
from spcs_local.model.lockout import FREE_FAILURES, MOST_NAMES, Lockout
from spcs_local_tests.running import RunningAccount, error_of, rows, run


def post(account: RunningAccount, path: str, body: Any, token: str = "", *, pack: bool = False) -> dict[str, Any]:
    data = json.dumps(body).encode()
    headers = {"content-type": "application/json", "authorization": f'Snowflake Token="{token}"'}
    if pack:
        data, headers["content-encoding"] = gzip.compress(data), "gzip"
    request = urllib.request.Request(account.url + path, data, headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - loopback
        answer: dict[str, Any] = json.load(response)
    return answer


def sign_in(account: RunningAccount, **more: Any) -> dict[str, Any]:
    body = {"data": {"LOGIN_NAME": "ADMIN", "PASSWORD": account.password, **more}}
    return post(account, "/session/v1/login-request", body)


def refusal(account: RunningAccount, **options: Any) -> str:
    with pytest.raises(snowflake.connector.errors.Error) as caught:
        account.connect(**options)
    return str(caught.value)


def test_connect_as_administrator_has_the_default_role(account: RunningAccount) -> None:
    found = rows(account.connect(), "SELECT CURRENT_ROLE() AS R, CURRENT_USER() AS U, CURRENT_ACCOUNT() AS A")
    assert found == [{"r": "ACCOUNTADMIN", "u": "ADMIN", "a": "LOCALDEV"}]


def test_connect_with_role_and_place_takes_them(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE D", "CREATE SCHEMA D.S", "CREATE WAREHOUSE W")
    other = account.connect(role="SYSADMIN", database="D", schema="S", warehouse="W")
    found = rows(other, "SELECT CURRENT_ROLE() R, CURRENT_DATABASE() D, CURRENT_SCHEMA() S, CURRENT_WAREHOUSE() W")
    assert found == [{"r": "SYSADMIN", "d": "D", "s": "S", "w": "W"}]


def test_connect_with_wrong_password_is_refused(account: RunningAccount) -> None:
    assert "Incorrect username or password was specified" in refusal(account, password="wrong")
    assert "Incorrect username or password was specified" in refusal(account, user="NOBODY", password="wrong")


def test_connect_with_role_not_granted_is_refused(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'secret'")
    assert "SYSADMIN" in refusal(account, user="U", password="secret", role="SYSADMIN")


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


def test_connect_with_access_token_signs_in(account: RunningAccount, admin: SnowflakeConnection) -> None:
    made = rows(admin, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN P ROLE_RESTRICTION = 'SYSADMIN'")
    token = made[0]["token_secret"]
    by_token = account.connect(authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=token)
    by_password = account.connect(password=token)
    assert rows(by_token, "SELECT CURRENT_ROLE() AS R") == [{"r": "SYSADMIN"}]
    assert rows(by_password, "SELECT CURRENT_USER() AS U") == [{"u": "ADMIN"}]


def test_connect_with_removed_access_token_is_refused(account: RunningAccount, admin: SnowflakeConnection) -> None:
    token = rows(admin, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN P")[0]["token_secret"]
    run(admin, "ALTER USER ADMIN REMOVE PROGRAMMATIC ACCESS TOKEN P")
    assert "token is invalid" in refusal(account, authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=token)


def test_login_with_gzip_body_answers(account: RunningAccount) -> None:
    body = {"data": {"LOGIN_NAME": "admin", "PASSWORD": account.password}}
    answer = post(account, "/session/v1/login-request", body, pack=True)
    assert answer["success"]
    assert {p["name"] for p in answer["data"]["parameters"]} >= {"TIMEZONE", "AUTOCOMMIT", "CLIENT_PREFETCH_THREADS"}


def test_renew_with_master_token_gives_another_session_token(account: RunningAccount) -> None:
    first = sign_in(account)["data"]
    answer = post(account, "/session/token-request", {"requestType": "RENEW"}, first["masterToken"])
    renewed = answer["data"]["sessionToken"]
    old = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, first["token"])
    new = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, renewed)
    assert (old["success"], old["code"]) == (False, "390111")
    assert new["success"]


def test_issue_token_gives_one_for_programs(account: RunningAccount) -> None:
    token = sign_in(account)["data"]["token"]
    answer = post(account, "/session/token-request", {"requestType": "ISSUE"}, token)
    issued = answer["data"]["sessionToken"]
    assert account.account.model.authenticate_token(issued).user == "ADMIN"
    assert answer["data"]["validityInSecondsST"] == 3600


def test_close_ends_the_session(account: RunningAccount) -> None:
    token = sign_in(account)["data"]["token"]
    post(account, "/session?delete=true", {}, token)
    answer = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, token)
    assert answer["code"] == "390111"
    with pytest.raises(SessionGoneError):
        account.account.model.authenticate_token(token)


def test_session_expires_without_heartbeat(spcs_local_factory: Callable[..., RunningAccount]) -> None:
    account = spcs_local_factory(sessionSeconds=0)
    token = sign_in(account)["data"]["token"]
    answer = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, token)
    assert (answer["success"], answer["code"]) == (False, "390112")


def test_drop_user_ends_its_sessions(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'secret'")
    token = sign_in(account, LOGIN_NAME="U", PASSWORD="secret")["data"]["token"]
    run(admin, "DROP USER U")
    answer = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, token)
    assert answer["code"] == "390111"


def test_failed_sign_ins_slow_down() -> None:
    now = [0.0]
    lockout = Lockout(lambda: now[0])
    waits = []
    for _ in range(FREE_FAILURES + 2):
        lockout.failed("U")
        waits.append(lockout.wait_for("U"))
        now[0] += waits[-1]
    assert waits[FREE_FAILURES - 1 :] == [1.0, 2.0, 4.0]
    lockout.succeeded("U")
    assert lockout.wait_for("U") == 0


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


def test_made_up_names_do_not_push_out_the_one_guessed_at() -> None:
    lockout = Lockout(lambda: 0.0)
    for _ in range(FREE_FAILURES + 3):
        lockout.failed("U")
    for number in range(MOST_NAMES * 2):
        lockout.failed(f"X{number}")
    assert lockout.wait_for("U") > 0
    assert len(lockout._failures) <= MOST_NAMES


@pytest.mark.usefixtures("frozen")
def test_guesses_side_by_side_gain_nothing(account: RunningAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right password comes while as many wrong ones as are free are on their way."""
    sign_in_of = account.account.model.sign_in

    def fail_meanwhile(*_arguments: object) -> bool:
        for _ in range(FREE_FAILURES):
            sign_in_of._lockout.failed("ADMIN")
        return True

    monkeypatch.setattr("spcs_local.model.sign_in.matches", fail_meanwhile)
    with pytest.raises(SignInFailedError, match="Too many failed attempts"):
        account.account.model.authenticate_password("ADMIN", account.password)


def test_password_is_kept_as_a_hash(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'p4ssw0rd-of-u'", "ALTER USER U SET PASSWORD = $$p4ssw0rd-again$$")
    account.account.model.catalog.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    content = b"".join(path.read_bytes() for path in account.home.glob("account.sqlite*"))
    assert b"p4ssw0rd" not in content
    assert b"CREATE USER U PASSWORD = '********'" in content


def test_query_without_session_is_refused(account: RunningAccount) -> None:
    answer = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, "ses:none")
    assert (answer["success"], answer["code"]) == (False, "390111")


def test_query_result_is_fetched_again_by_its_own_user(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'secret'")
    token = sign_in(account)["data"]["token"]
    other = sign_in(account, LOGIN_NAME="U", PASSWORD="secret")["data"]["token"]
    query = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 7", "asyncExec": True}, token)
    url = account.url + query["data"]["getResultUrl"]
    answers = []
    for key in (token, other):
        request = urllib.request.Request(url, headers={"authorization": f'Snowflake Token="{key}"'})  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - loopback
            answers.append(json.load(response))
    assert answers[0]["data"]["rowset"] == [["7"]]
    assert not answers[1]["success"]


def test_malformed_body_is_a_bad_request(account: RunningAccount) -> None:
    request = urllib.request.Request(account.url + "/session/v1/login-request", b"{not json")  # noqa: S310 - loopback
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=PATIENCE)  # noqa: S310 - loopback
    assert caught.value.code == 400
    caught.value.close()


def test_statement_is_logged_with_its_time_and_error(account: RunningAccount, admin: SnowflakeConnection) -> None:
    before = time.time()
    error_of(admin, "DROP ROLE NOPE")
    entry = account.account.log.last(1)[0]
    assert (entry["text"], entry["error_number"], entry["user"], entry["role"]) == (
        "DROP ROLE NOPE",
        2003,
        "ADMIN",
        "ACCOUNTADMIN",
    )
    assert entry["started_on"] >= before - 1


def test_bound_token_takes_no_other_role(account: RunningAccount, admin: SnowflakeConnection) -> None:
    made = rows(admin, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN P ROLE_RESTRICTION = 'SYSADMIN'")
    bound = account.connect(authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=made[0]["token_secret"])
    assert error_of(bound, "USE ROLE ACCOUNTADMIN")[0] == 3013
    assert error_of(bound, "CREATE ROLE R")[0] == 3001


def test_request_sent_again_runs_once(account: RunningAccount) -> None:
    token = sign_in(account)["data"]["token"]
    path = "/queries/v1/query-request?requestId=1c2d"
    first, second = (post(account, path, {"sqlText": "CREATE ROLE R"}, token) for _ in range(2))
    third = post(account, path + "x", {"sqlText": "CREATE ROLE R"}, token)
    assert first == second
    assert (first["success"], third["code"]) == (True, "002002")
