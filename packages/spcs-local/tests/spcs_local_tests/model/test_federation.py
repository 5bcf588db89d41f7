"""Sign-in with an issuer's token, through the real connector."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from snowflake.connector import SnowflakeConnection

from spcs_local.errors import NotSupportedError, WorkloadIdentityRefusedError
from spcs_local.testing import TokenIssuer
from spcs_local_tests.bare_http import LOGIN, post
from spcs_local_tests.running import RunningAccount, error_of, refusal, rows, run

SUBJECT = "repo:somebody/something:ref:refs/heads/main"
WORKLOAD: dict[str, Any] = {"authenticator": "WORKLOAD_IDENTITY", "workload_identity_provider": "OIDC", "user": None}
Connect = Callable[[str], SnowflakeConnection]
Refusal = Callable[[str], str]


@pytest.fixture(autouse=True)
def workload(admin: SnowflakeConnection, spcs_local_issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user W, and drivers that send tokens to this account: else they send them to Snowflake alone."""
    monkeypatch.setenv("SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES", "127.0.0.1")
    run(admin, f"CREATE USER W TYPE = SERVICE WORKLOAD_IDENTITY = {identity(spcs_local_issuer)}")


@pytest.fixture
def connect(account: RunningAccount) -> Connect:
    return lambda token: account.connect(**WORKLOAD, token=token)


@pytest.fixture
def refused(account: RunningAccount) -> Refusal:
    """The words in which a token is refused, after those that all refusals begin with."""

    def words(token: str) -> str:
        text = refusal(account, **WORKLOAD, token=token)
        assert "990002" in text
        return text.partition("Workload identity token is refused: ")[2]

    return words


def identity(issuer: TokenIssuer, more: str = "") -> str:
    return f"(TYPE = OIDC ISSUER = '{issuer.url}' SUBJECT = '{SUBJECT}' {more})"


def forged(issuer: TokenIssuer, key: Any, algorithm: str) -> str:
    """A token as the issuer's, signed by somebody else."""
    claims = jwt.decode(issuer.token(SUBJECT), options={"verify_signature": False})
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": issuer.key_id})


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_token_signs_its_user_in(admin: SnowflakeConnection, connect: Connect, algorithm: str) -> None:
    with TokenIssuer(algorithm) as issuer:
        run(admin, f"ALTER USER W SET WORKLOAD_IDENTITY = {identity(issuer)}")
        assert rows(connect(issuer.token(SUBJECT)), "SELECT CURRENT_USER() AS U") == [{"u": "W"}]


def test_session_outlives_its_token(
    account: RunningAccount,
    connect: Connect,
    spcs_local_issuer: TokenIssuer,
    refused: Refusal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = spcs_local_issuer.token(SUBJECT, seconds=60)
    session = connect(token)
    monkeypatch.setattr(account.account.model.federation, "_clock", lambda: time.time() + 60)
    assert refused(token).startswith("it has expired")
    assert rows(session, "SELECT CURRENT_USER() AS U") == [{"u": "W"}]


def test_audience_may_be_one_of_a_list(admin: SnowflakeConnection, connect: Connect, refused: Refusal) -> None:
    with TokenIssuer() as issuer:
        more = "OIDC_AUDIENCE_LIST = ('https://local-dev', 'other')"
        run(admin, f"ALTER USER W SET WORKLOAD_IDENTITY = {identity(issuer, more)}")
        connect(issuer.token(SUBJECT, ["nobody", "other"]))
        assert refused(issuer.token(SUBJECT)).startswith("its audience is 'snowflakecomputing.com', not https://local")


def test_new_key_of_the_issuer_is_looked_for(
    connect: Connect, spcs_local_issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(spcs_local_issuer.token(SUBJECT))
    spcs_local_issuer.rotate()
    monkeypatch.setattr("spcs_local.model.signing_keys.PAUSE_SECONDS", 0.0)
    connect(spcs_local_issuer.token(SUBJECT))


def test_forged_signature_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert refused(forged(spcs_local_issuer, other, "RS256")).startswith("its signature is not its issuer's")


def test_changed_claim_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    head, _, signature = spcs_local_issuer.token(SUBJECT).split(".")
    _, claims, _ = spcs_local_issuer.token(SUBJECT, seconds=3000).split(".")
    assert refused(f"{head}.{claims}.{signature}").startswith("its signature is not its issuer's")


def test_no_algorithm_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    assert refused(forged(spcs_local_issuer, None, "none")).startswith("its signature is not its issuer's")


def test_secret_made_of_the_public_key_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    public = spcs_local_issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # by hand, as the library knows the trick
    text = forged(spcs_local_issuer, b"x" * 32, "HS256").rpartition(".")[0]
    signature = base64.urlsafe_b64encode(hmac.digest(public, text.encode(), "sha256")).rstrip(b"=").decode()
    assert refused(f"{text}.{signature}").startswith("its signature is not its issuer's")


def test_unknown_key_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    token = spcs_local_issuer.token(SUBJECT)
    spcs_local_issuer.rotate()
    assert refused(token).startswith("none of its issuer's keys is the one")


def test_other_issuer_is_refused(refused: Refusal) -> None:
    with TokenIssuer() as other:
        assert refused(other.token(SUBJECT)).startswith(f"no user has the issuer '{other.url}'")


def test_issuer_of_another_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    with TokenIssuer() as other:
        token = other.token(SUBJECT, iss=spcs_local_issuer.url)
        assert refused(token).startswith("none of its issuer's keys is the one")


def test_other_subject_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    assert f"the subject '{SUBJECT}x'" in refused(spcs_local_issuer.token(f"{SUBJECT}x"))


def test_other_audience_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    token = spcs_local_issuer.token(SUBJECT, "sts.amazonaws.com")
    assert refused(token).startswith("its audience is 'sts.amazonaws.com', not snowflakecomputing.com")


def test_expired_token_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    assert refused(spcs_local_issuer.token(SUBJECT, seconds=0)).startswith("it has expired")


def test_token_without_its_time_is_refused(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    assert refused(spcs_local_issuer.token(SUBJECT, iat=None)).startswith("it has no claim iat")


def test_dropped_user_is_refused(admin: SnowflakeConnection, spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    run(admin, "DROP USER W")
    assert refused(spcs_local_issuer.token(SUBJECT)).startswith("no user has the issuer")


def test_disabled_user_is_refused(
    account: RunningAccount, admin: SnowflakeConnection, spcs_local_issuer: TokenIssuer
) -> None:
    run(admin, "ALTER USER W SET DISABLED = TRUE")
    text = refusal(account, **WORKLOAD, token=spcs_local_issuer.token(SUBJECT))
    assert "390101" in text
    assert "User access disabled" in text


def test_person_is_refused(admin: SnowflakeConnection, spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    run(admin, "ALTER USER W SET TYPE = PERSON")
    assert refused(spcs_local_issuer.token(SUBJECT)).startswith("user 'W' is not of TYPE SERVICE or LEGACY_SERVICE")


def test_user_without_workload_identity_is_refused(
    admin: SnowflakeConnection, spcs_local_issuer: TokenIssuer, refused: Refusal
) -> None:
    run(admin, "ALTER USER W UNSET WORKLOAD_IDENTITY")
    assert refused(spcs_local_issuer.token(SUBJECT)).startswith("no user has the issuer")


def test_user_who_is_named_has_to_be_the_token_s(account: RunningAccount, spcs_local_issuer: TokenIssuer) -> None:
    """As connector 4 does it; connector 5 says nothing of a user."""
    sent = {"AUTHENTICATOR": "WORKLOAD_IDENTITY", "PROVIDER": "OIDC", "TOKEN": spcs_local_issuer.token(SUBJECT)}
    assert post(account, LOGIN, {"data": {**sent, "LOGIN_NAME": "w"}})["success"]
    answer = post(account, LOGIN, {"data": {**sent, "LOGIN_NAME": "ADMIN"}})
    assert answer["code"] == "990002"
    assert answer["message"].endswith("it is another user's than 'ADMIN'.")


def test_role_that_is_asked_for_has_to_be_granted(
    account: RunningAccount, admin: SnowflakeConnection, spcs_local_issuer: TokenIssuer
) -> None:
    token = spcs_local_issuer.token(SUBJECT)
    assert "390189" in refusal(account, **WORKLOAD, token=token, role="SYSADMIN")
    run(admin, "GRANT ROLE SYSADMIN TO USER W")
    session = account.connect(**WORKLOAD, token=token, role="SYSADMIN")
    assert rows(session, "SELECT CURRENT_ROLE() AS R") == [{"r": "SYSADMIN"}]


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é", "." * 70_000])
def test_other_texts_are_refused(account: RunningAccount, text: str) -> None:
    with pytest.raises(WorkloadIdentityRefusedError, match=r"token is refused: it is (no JSON Web Token|too long)"):
        account.account.model.federation.by_workload_identity("OIDC", text)


def test_clouds_are_not_supported(account: RunningAccount) -> None:
    with pytest.raises(NotSupportedError, match="by a workload identity of AWS is not supported by the local account"):
        account.account.model.federation.by_workload_identity("AWS", "")


def test_issuer_that_is_gone_is_named(spcs_local_issuer: TokenIssuer, refused: Refusal) -> None:
    spcs_local_issuer.stop()
    assert refused(spcs_local_issuer.token(SUBJECT)).startswith(f"{spcs_local_issuer.url}/.well-known/openid-conf")


def test_two_users_have_no_identity_in_common(admin: SnowflakeConnection, spcs_local_issuer: TokenIssuer) -> None:
    other = f"CREATE USER X TYPE = SERVICE WORKLOAD_IDENTITY = {identity(spcs_local_issuer)}"
    number, state, text = error_of(admin, other)
    assert (number, state) == (4616, "42601")
    assert "one that no other user has" in text
