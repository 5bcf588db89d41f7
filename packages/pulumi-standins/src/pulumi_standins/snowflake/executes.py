"""A statement of the program's own, and the one that takes it back."""

from __future__ import annotations

import uuid
from typing import Any

from pulumi_standins.provider.provider import State
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake import planning
from pulumi_standins.snowflake.properties import TEXT, Property
from pulumi_standins.snowflake.resource import ResourceType, Session, StatementError


class Execute(ResourceType):
    token = "snowflake:index/execute:Execute"  # noqa: S105 - a type token
    properties = (
        Property("execute", TEXT, required=True, forces=True),
        Property("revert", TEXT, required=True),
        Property("query", TEXT),
    )
    computed = ("queryResults",)
    seconds = 3600

    def outdated(self, changed: set[str], _news: Properties) -> set[str]:
        return {"queryResults"} if "query" in changed else set()

    def create(self, session: Session, inputs: Properties) -> State:
        session.execute(inputs["execute"])
        return State(str(uuid.uuid4()), self._outputs(session, inputs), inputs)

    def read(self, session: Session, old: State) -> State | None:
        known = {key: value for key, value in {**old.inputs, **old.outputs}.items() if self.property(key)}
        return State(old.id, self._outputs(session, known), old.inputs)

    def update(self, session: Session, old: State, news: Properties) -> Properties:
        settled = planning.settled(self.properties, old.outputs, news)
        if "query" not in self.changed(old, news):
            return {**settled, "queryResults": old.outputs.get("queryResults") or []}
        return self._outputs(session, settled)

    def delete(self, session: Session, old: State) -> None:
        session.execute(old.outputs["revert"])

    def _outputs(self, session: Session, inputs: Properties) -> Properties:
        results: list[dict[str, Any]] = []
        if inputs.get("query"):
            try:
                results = [_texts(row) for row in session.execute(inputs["query"])]
            except StatementError as error:
                # a query that fails never fails a deployment
                session.warn(f"the query of {self.token} failed: {error}")
        return {**inputs, "queryResults": results}


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    return {key: None if value is None else str(value) for key, value in row.items()}
