"""A session that records statements and answers them from a script, and the provider on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pulumi_standins.provider.difference import Difference
from pulumi_standins.provider.provider import State, Target
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake import planning
from pulumi_standins.snowflake.catalog import types
from pulumi_standins.snowflake.plugin import SnowflakeProvider, plain
from pulumi_standins.snowflake.reads import SharedReads
from pulumi_standins.snowflake.resource import StatementError

SETTINGS = {
    "organizationName": "LOCAL",
    "accountName": "DEV",
    "user": "ADMIN",
    "password": "secret-of-admin",
    "role": "SYSADMIN",
    "previewFeaturesEnabled": '["snowflake_external_access_integration_resource"]',
}


@dataclass
class RecordingSession:
    """`answers` by the beginning of a statement: rows, or a number to fail with. Others answer nothing."""

    statements: list[str] = field(default_factory=list)
    answers: dict[str, list[dict[str, Any]] | int] = field(default_factory=dict)
    features: frozenset[str] = frozenset()
    reads: SharedReads = field(default_factory=lambda: SharedReads(frozenset()))
    warnings: list[str] = field(default_factory=list)

    def execute(self, sql: str) -> list[dict[str, Any]]:
        self.statements.append(sql)
        for beginning, answer in self.answers.items():
            if sql.startswith(beginning):
                if isinstance(answer, int):
                    raise StatementError(answer, "made up to fail", sql.split()[0])
                return answer
        return []

    def has_preview_feature(self, name: str) -> bool:
        return name in self.features

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    def shows(self, kind: str, *names: str, **columns: Any) -> None:
        """SHOW of a kind answers with a row for each name."""
        self.answers[f"SHOW {kind} LIKE"] = [{"name": name, **columns} for name in names]


@dataclass
class Snowflake:
    """The provider, called as the engine calls it."""

    provider: SnowflakeProvider
    session: RecordingSession

    def create(self, token: str, inputs: Properties, *, preview: bool = False) -> State:
        return self.provider.create(target(token), inputs, preview=preview)

    def read(self, token: str, id_: str, inputs: Properties | None = None, outputs: Properties | None = None) -> State:
        return self.provider.read(target(token), State(id_, outputs or dict(inputs or {}), inputs or {}))

    def checked(self, token: str, inputs: Properties) -> Properties:
        return dict(self.provider.check(target(token), inputs).inputs)

    def state(self, token: str, inputs: Properties, id_: str = "ID") -> State:
        """As after a create with these inputs."""
        properties, checked = types()[target(token).token].properties, self.checked(token, inputs)
        return State(id_, planning.settled(properties, {}, plain(checked)), checked)

    def diff(self, token: str, olds: Properties, news: Properties) -> Difference:
        return self.provider.diff(target(token), self.state(token, olds), self.checked(token, news))

    def update(self, token: str, id_: str, olds: Properties, news: Properties) -> Properties:
        old = self.state(token, olds, id_)
        return self.provider.update(target(token), old, self.checked(token, news), preview=False)

    def delete(self, token: str, id_: str, outputs: Properties) -> None:
        self.provider.delete(target(token), State(id_, outputs, outputs))


def target(token: str) -> Target:
    type_ = f"snowflake:index/{token}:{token[0].upper()}{token[1:]}"
    return Target(f"urn:pulumi:local::milvus-spcs::milvus-spcs:access:Access${type_}::it", type_)
