"""States of a stack that a killed run left, and an account that is asked about them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from components.connection import Connection
from components.credentials import Credentials
from components.deployment import Deployment
from components.engine import Engine, EngineError
from components.problems import Problem
from components.recovery.account import Account
from components.secret import Secret
from components.session import Row, Session, SignInError, StatementError
from components.settings_table import PASSWORD

COMMENT = "Pulumi stack organization/p/dev"
URN = "urn:pulumi:dev::p::milvus-spcs:index:Access$"
PROVIDER_URN = "urn:pulumi:dev::p::pulumi:providers:snowflake::deployer"
PROVIDER: dict[str, Any] = {
    "urn": PROVIDER_URN, "type": "pulumi:providers:snowflake", "id": "1", "inputs": {"role": "DEPLOYER_ROLE"},
}  # fmt: skip
CONNECTION = Connection(
    organization_name="ACME",
    account_name="DEV",
    user="DEPLOYER",
    role="DEPLOYER_ROLE",
    credentials=Credentials(authenticator=PASSWORD, password=Secret("hunter2")),
    configured={"password": Secret("hunter2")},
)


def resource(kind: str, called: str = "x", /, **inputs: Any) -> dict[str, Any]:
    """As the program registers it; a dynamic one has its type whole."""
    type_ = kind if "/" in kind and ":" in kind.partition("/")[0] else f"snowflake:index/{kind}"
    return {
        "urn": f"{URN}{type_}::{called}", "custom": True, "type": type_, "inputs": {"comment": COMMENT, **inputs},
        "parent": "gone", "provider": f"{PROVIDER_URN}::1",
    }  # fmt: skip


USER = resource("user:User", "user", name="U", password={"ciphertext": "v1:…"})
POOL = resource("computePool:ComputePool", "pool", name="P")


def state(*pending: tuple[str, dict[str, Any]], resources: tuple[dict[str, Any], ...] = (PROVIDER,)) -> Deployment:
    operations = [{"type": kind, "resource": it} for kind, it in pending]
    return Deployment({"version": 3, "deployment": {"resources": list(resources), "pending_operations": operations}})


def row(name: str, comment: str | None = COMMENT, owner: str = "DEPLOYER_ROLE") -> Row:
    return {"name": name, "comment": comment, "owner": owner}


@dataclass
class Shown:
    """What SHOW tells, by words that the statement begins with; `gone` are roles that cannot be signed in with."""

    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    asked: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def open_session(self, role: str) -> Iterator[Session]:
        if role in self.gone:
            raise SignInError(250001, Problem("role", role, "one that is held", "ask for it"))
        yield _Session(self, role)

    def account(self) -> Account:
        return Account(self.open_session, "DEPLOYER_ROLE")


@dataclass
class _Session:
    shown: Shown
    role: str

    def rows(self, statement: str) -> list[Row]:
        self.shown.asked.append((self.role, statement))
        if any(statement.startswith(it) for it in self.shown.refused):
            raise StatementError(3107, "refused")
        return next((rows for start, rows in self.shown.rows.items() if statement.startswith(start)), [])

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class FakeEngine(Engine):
    """Keeps a state, with nothing pending once it was imported; `says` is what it answers to a command, by its first
    word."""

    stack: str = "dev"
    directory: Path = Path()
    kept: list[str] = field(default_factory=list)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    url: str = "file:///state"
    says: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, deployment: Deployment, **more: Any) -> FakeEngine:
        return cls(kept=[deployment.text()], **more)

    def ask(self, *arguments: str, stdin: str = "") -> str:  # noqa: ARG002 - the engine's
        self.calls.append(arguments)
        if said := self.says.get(arguments[0]):
            raise EngineError(said)
        if arguments[0] == "refresh":
            self._seen(set(arguments))
        return ""

    def _seen(self, urns: set[str]) -> None:
        """A refresh takes off why a resource was not made whole."""
        exported = json.loads(self.kept[-1])
        for it in exported["deployment"]["resources"]:
            if it["urn"] in urns:
                it.pop("initErrors", None)
        self.kept.append(json.dumps(exported))

    def export(self) -> Deployment:
        return Deployment.parse(self.kept[-1])

    def take(self, deployment: Deployment) -> None:
        exported = json.loads(deployment.text())
        exported["deployment"].pop("pending_operations", None)
        self.kept.append(json.dumps(exported))

    def full_name(self) -> str:
        return "organization/p/dev"

    def state_url(self) -> str:
        return self.url
