"""Each error of docs/troubleshooting.md is what the program, or who it stands on, says in such a case."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from components.connection import Connection
from components.credentials import Credentials
from components.engine import Engine, EngineError
from components.image_delivery import problems_of_delivery
from components.images import checked_server
from components.instance_families import QUESTION
from components.problems import AccountError
from components.secret import Secret
from components.session import SignInError, open_session
from components.settings_table import OAUTH, PASSWORD, PAT
from components.sign_in_refusals import refusal
from devkit.testing.event_loop import kept_loop
from pulumi_standins.docker.stream import Stream
from pulumi_standins.provider.provider import ProviderError
from spcs_local.ingress.admission import Admission, Refused
from spcs_local_tests.ingress.stubs import StubAccount, StubEndpoint, StubTargets
from tests.unit.answering import answering
from tests.unit.configuration import loaded, problems, source
from tests.unit.fake_account import FakeAccount
from tests.unit.fake_service import FakeSession, Look
from tests.unit.previewing import preview
from tests.unit.recording import ROOT
from tests.unit.test_roll import CAUSE, FAILING, failed

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
HERE = Connection(
    organization_name="ACME",
    account_name="DEV_1",
    user="DEPLOYER",
    role="R",
    credentials=Credentials(authenticator=PASSWORD, password=Secret("p"), token=Secret("t")),
)
# Snowflake's sentences, by what was signed in with
REFUSED = {
    PASSWORD: {
        390100: "Incorrect username or password was specified.",
        394508: "Failed to authenticate: MFA with TOTP is required. To authenticate, provide both your password and …",
        390197: "Multi-factor authentication is required for this account. Log in to Snowsight to enroll.",
        390102: "Your user account has been temporarily locked due to too many failed attempts. Try again after 15 …",
        390101: "User access disabled. Contact your local system administrator.",
        390422: "Incoming request with IP/Token 198.51.100.7 is not allowed to access Snowflake.",
        390144: "JWT token is invalid. [0ce9eb56-821d-4ca9-a774-04ae89a0cf5a]",
        390189: "Role 'R' specified in the connect string does not exist or not authorized.",
    },
    PAT: {394400: "Programmatic access token is invalid."},
    OAUTH: {390318: "OAuth access token expired."},
}
# the connector's, of a host without an address, one where nobody listens, one that is out of order, another's
RETRIED = "Failed to login: HTTP request failed after retries: login request. "
NO_ANSWER = {
    250001: (
        f"{RETRIED}failed to lookup address information: Name or service not known",
        f"{RETRIED}max attempts (6) reached; last status 503 Service Unavailable",
        f'{RETRIED}invalid peer certificate: certificate not valid for name "acme-dev-1.snowflakecomputing.com"',
    ),
    14: ("Failed to login: login timed out after 60s",),
}


def signing_in(status: int, body: bytes, authenticator: str = PASSWORD) -> str:
    """What is said when the account answers this to the connector."""
    credentials = replace(HERE.credentials, authenticator=authenticator)
    with answering(status, body) as where:
        host, _, port = where.partition(":")
        there = replace(HERE, credentials=credentials, host=host, port=int(port), protocol="http")
        with pytest.raises(SignInError) as error, open_session(there, "R"):
            pass
    return str(error.value)


def of_signing_in() -> Iterator[str]:
    yield signing_in(404, b"none")
    for authenticator, refused in REFUSED.items():
        for number, said in refused.items():
            answer = {"success": False, "code": str(number), "message": said, "data": {}}
            yield signing_in(200, json.dumps(answer).encode(), authenticator)
    for number, reasons in NO_ANSWER.items():
        yield from (str(refusal(HERE, "R", number, said)) for said in reasons)


def of_previews(account: FakeAccount) -> Iterator[str]:
    account.held = {"DEPLOYER_ROLE"}
    yield refused_preview()
    account.held, account.grants = None, [it for it in account.grants if it["privilege"] != "CREATE USER"]
    yield refused_preview()
    account.shown = {QUESTION: [{"name": "CPU_X64_M"}]}
    yield refused_preview()


def refused_preview() -> str:
    with pytest.raises(AccountError) as error:
        preview()
    return str(error.value)


def of_images(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr("pulumi.log.warn", (warned := list[str]()).append)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**30))
    settings = loaded(registryHost="127.0.0.1:5000")
    there = replace(settings, registry=replace(settings.registry, host="127.0.0.1:1"))
    with answering(200, b'{"DockerRootDir": "/var/lib/docker"}', directory / "docker.sock") as daemon:
        for host in (daemon, f"unix://{directory}/none.sock"):
            found = kept_loop().run_until_complete(problems_of_delivery(there, {}, {"DOCKER_HOST": host}))
            yield from map(str, found)
    yield from warned
    yield from problems(source({"registryHost": "127.0.0.1:2"})).values()
    with pytest.raises(pulumi.RunError) as error:
        checked_server("127.0.0.1:1/a/b/c", "other.example.org/a/b/c")
    yield str(error.value)
    full: list[dict[str, Any]] = [{"error": "write /var/lib/docker/tmp/x: no space left on device"}]
    with pytest.raises(ProviderError) as push:
        Stream(threading.Event(), lambda _: None).run("pushing it", lambda: full)
    yield str(push.value)


def of_rolls() -> Iterator[str]:
    restarted = [Look(container="PENDING", instance="PENDING", restarts=n // 15) for n in range(61)]
    sessions = (
        FakeSession([FAILING], log=CAUSE),
        FakeSession(restarted),
        FakeSession([Look(status="FAILED", instance="FAILED", container="FAILED")]),
        FakeSession([Look(status="PENDING", instance="")]),
    )
    for text in map(failed, sessions):
        yield from (text, *text.splitlines())


def of_ingress() -> str:
    account = StubAccount()
    endpoint, stranger = StubEndpoint("127.0.0.1", 1), account.called("STRANGER")
    with pytest.raises(Refused) as error:
        kept_loop().run_until_complete(Admission(account, StubTargets()).check(stranger, endpoint))
    return f"{error.value.message.title}: {error.value}"


def of_state(directory: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (directory / "pulumi").write_text("#!/bin/sh\necho 'error: failed to load checkpoint: EOF' >&2; exit 255\n")
    (directory / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")
    with pytest.raises(EngineError) as error:
        Engine("dev", directory).export()
    return str(error.value)


@pytest.fixture
def said(account: FakeAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All of it, without what follows in the same line."""
    found = [
        *of_signing_in(),
        *of_previews(account),
        *of_images(tmp_path, monkeypatch),
        *of_rolls(),
        of_ingress(),
        of_state(tmp_path, monkeypatch),
    ]
    lines = [*found, *(line.strip().removeprefix("- ") for text in found for line in text.splitlines())]
    return [re.split(r"; allowed:|\. To do:", it)[0] for it in lines]


def pattern(row: str) -> re.Pattern[str]:
    parts = re.split(r"(<[^>]+>)", row)
    wild = {"<…>": ".*"}
    text = "".join(wild.get(it, ".+?") if it.startswith("<") else re.escape(it) for it in parts)
    return re.compile(text, re.DOTALL)


def test_each_error_of_the_page_is_said(said: list[str]) -> None:
    assert len(ROWS) > 25
    missing = [row for row in ROWS if not any(pattern(row).fullmatch(it) for it in said)]
    assert missing == [], "\n".join(said)
