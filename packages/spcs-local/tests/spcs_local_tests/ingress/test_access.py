"""The ingress in front of a real account: GRANT and REVOKE work at once."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local.account import Account
from spcs_local.ingress import build_app, server_options
from spcs_local.ingress.admission import Admission
from spcs_local.ingress.answer_delay import AnswerDelay
from spcs_local.model.principal import Holder
from spcs_local_tests.administrator import USER_PASSWORD, execute
from spcs_local_tests.ingress.served import cookie_of, sign_in
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, StubEndpoint, StubTargets
from spcs_local_tests.serving import serve

GRANTED = frozenset({"MILVUS_ROLE"})


@pytest.fixture
def targets() -> StubTargets:
    """JUPYTER, coming up: the ingress answers 503 to whom it lets in."""
    stub = StubTargets()
    stub.change(JUPYTER_HOST, StubEndpoint(None, None, status="PENDING", granted_roles=frozenset()))
    return stub


@pytest.fixture
def browser(real_account: Account, targets: StubTargets) -> Iterator[httpx.Client]:
    """A tab on the endpoint's host."""
    app = build_app(
        real_account.model, targets, admission=Admission(real_account.model, targets, delay=AnswerDelay(first=0.001))
    )
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        serve(app, listener, **server_options()) as port,
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Host": JUPYTER_HOST}, timeout=PATIENCE, trust_env=False
        ) as client,
    ):
        yield client


def allow(targets: StubTargets) -> None:
    """Grant the service role to MILVUS_ROLE."""
    label = JUPYTER_HOST.split(".")[0]
    targets.endpoints[label] = replace(targets.endpoints[label], granted_roles=GRANTED)


def status(browser: httpx.Client, cookie: str) -> int:
    """What a visit with the cookie is answered."""
    return browser.get("/", headers={"Cookie": cookie}).status_code


def test_milvus_user_needs_the_service_role(browser: httpx.Client, targets: StubTargets) -> None:
    assert sign_in(browser, "MILVUS_USER", USER_PASSWORD).status_code == 403
    allow(targets)
    assert sign_in(browser, "MILVUS_USER", "wrong").status_code == 401
    answer = sign_in(browser, "milvus_user", USER_PASSWORD)
    assert answer.status_code == 303
    assert status(browser, cookie_of(answer)) == 503


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("USE ROLE SECURITYADMIN; REVOKE ROLE MILVUS_ROLE FROM USER MILVUS_USER", 403),
        ("USE ROLE SYSADMIN; REVOKE USAGE ON DATABASE MILVUS_DEMO FROM ROLE MILVUS_ROLE", 403),
        ("USE ROLE SYSADMIN; REVOKE USAGE ON SCHEMA MILVUS_DEMO.PUBLIC FROM ROLE MILVUS_ROLE", 403),
        ("USE ROLE USERADMIN; ALTER USER MILVUS_USER SET DISABLED = TRUE", 302),
        ("USE ROLE USERADMIN; DROP USER MILVUS_USER", 302),
    ],
)
def test_revoke_works_at_once(
    browser: httpx.Client, real_account: Account, targets: StubTargets, statement: str, expected: int
) -> None:
    allow(targets)
    cookie = cookie_of(sign_in(browser, "MILVUS_USER", USER_PASSWORD))
    assert status(browser, cookie) == 503
    execute(real_account, statement)
    assert status(browser, cookie) == expected


def test_say_which_grant_is_missing(browser: httpx.Client, real_account: Account, targets: StubTargets) -> None:
    def allowed_by() -> str:
        answer = sign_in(browser, "MILVUS_USER", USER_PASSWORD)
        assert answer.status_code == 403
        (said,) = re.findall(r"Their owners can allow it: (.*)\.", answer.text)
        return html.unescape(said)

    service_role = "GRANT SERVICE ROLE MILVUS_DEMO.PUBLIC.JUPYTER!ALL_ENDPOINTS_USAGE TO ROLE <a role of the user>"
    on_database = "USAGE ON DATABASE MILVUS_DEMO"
    assert allowed_by() == service_role
    execute(real_account, f"USE ROLE SYSADMIN; REVOKE {on_database} FROM ROLE MILVUS_ROLE")
    assert allowed_by() == f"{service_role}; GRANT {on_database} TO ROLE <a role of the user>"
    allow(targets)
    assert allowed_by() == f"GRANT {on_database} TO ROLE MILVUS_ROLE"
    on_schema = "USAGE ON SCHEMA MILVUS_DEMO.PUBLIC"
    execute(
        real_account,
        f"USE ROLE SYSADMIN; GRANT {on_database} TO ROLE MILVUS_ROLE; REVOKE {on_schema} FROM ROLE MILVUS_ROLE",
    )
    assert allowed_by() == f"GRANT {on_schema} TO ROLE MILVUS_ROLE"


def test_owner_role_is_let_in_by_inheritance(browser: httpx.Client, real_account: Account) -> None:
    execute(
        real_account,
        "USE ROLE SECURITYADMIN; CREATE ROLE MILVUS_OWNER_ROLE; GRANT ROLE MILVUS_OWNER_ROLE TO ROLE MILVUS_ROLE",
    )
    assert status(browser, cookie_of(sign_in(browser, "MILVUS_USER", USER_PASSWORD))) == 503


def test_session_token_opens_the_endpoint(browser: httpx.Client, real_account: Account, targets: StubTargets) -> None:
    allow(targets)
    user = real_account.model.objects.find("USER", "MILVUS_USER")
    assert user is not None
    token = real_account.model.sessions.open(real_account.model.identity.session(Holder(user.id))).session_token
    header = {"Authorization": f'Snowflake Token="{token}"'}
    assert browser.get("/", headers=header).status_code == 503
    assert browser.get("/", headers={"Authorization": f'Snowflake Token="{token}x"'}).status_code == 401


def restricted(account: Account, role: str) -> str:
    """A token of MILVUS_USER's, good for this role alone."""
    execute(account, "USE ROLE SECURITYADMIN; CREATE ROLE LOW; GRANT ROLE LOW TO USER MILVUS_USER")
    user, found = account.model.objects.find("USER", "MILVUS_USER"), account.model.objects.find("ROLE", role)
    assert user is not None
    assert found is not None
    return account.model.sign_in.access_tokens.make(user.id, "P", found.id, 1)


def test_restricted_token_in_the_form_opens_what_its_role_does(
    browser: httpx.Client, real_account: Account, targets: StubTargets
) -> None:
    allow(targets)
    assert sign_in(browser, "MILVUS_USER", USER_PASSWORD).status_code == 303
    token = restricted(real_account, "LOW")
    assert sign_in(browser, "MILVUS_USER", token).status_code == 403
    assert browser.get("/", headers={"Authorization": f'Snowflake Token="{token}"'}).status_code == 403


def test_restricted_token_opens_nothing_once_its_role_is_revoked(
    browser: httpx.Client, real_account: Account, targets: StubTargets
) -> None:
    allow(targets)
    token = restricted(real_account, "MILVUS_ROLE")
    cookie, header = cookie_of(sign_in(browser, "MILVUS_USER", token)), {"Authorization": f'Snowflake Token="{token}"'}
    assert status(browser, cookie) == 503
    execute(real_account, "USE ROLE SECURITYADMIN; REVOKE ROLE MILVUS_ROLE FROM USER MILVUS_USER")
    assert sign_in(browser, "MILVUS_USER", token).status_code == 401
    assert status(browser, cookie) == 302
    assert browser.get("/", headers=header).status_code == 401


def test_cookie_of_a_user_is_not_the_next_ones_of_the_name(
    browser: httpx.Client, real_account: Account, targets: StubTargets
) -> None:
    allow(targets)
    cookie = cookie_of(sign_in(browser, "MILVUS_USER", USER_PASSWORD))
    execute(
        real_account,
        "USE ROLE SECURITYADMIN; REVOKE ROLE MILVUS_ROLE FROM USER MILVUS_USER;"
        "ALTER USER MILVUS_USER RENAME TO BEFORE; CREATE USER MILVUS_USER; GRANT ROLE MILVUS_ROLE TO USER MILVUS_USER",
    )
    assert status(browser, cookie) == 403
