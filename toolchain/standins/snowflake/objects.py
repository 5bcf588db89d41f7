"""Resource types that are objects: CREATE, SHOW, DESCRIBE, ALTER and DROP from a table of properties."""

from __future__ import annotations

import json
from typing import Any

from toolchain.standins.provider.provider import PartialError, State
from toolchain.standins.provider.values import UNKNOWN, Properties, Value
from toolchain.standins.snowflake import rows
from toolchain.standins.snowflake.properties import NAME, TEXT, Property
from toolchain.standins.snowflake.resource import NOT_FOUND, ResourceType, Session, StatementError
from toolchain.standins.snowflake.sql import Name, literal

CONTAINERS = ("database", "schema")
COMMENT = Property("comment", TEXT, column="comment")
COMPUTED = ("fullyQualifiedName", "showOutputs")


class ObjectType(ResourceType):
    """`parts` is how many parts its name has; `renames` tells that its last part can change."""

    def __init__(
        self,
        token: str,
        kind: str,
        parts: int,
        *properties: Property,
        plural: str = "",
        renames: bool = False,
        describes: bool = False,
        parameters: bool = False,
        schema_version: int = 0,
    ) -> None:
        self.token = f"snowflake:index/{token}:{token[0].upper()}{token[1:]}"
        self.kind, self.parts, self.plural = kind, parts, plural or f"{kind}S"
        self.renames, self.describes, self.parameters = renames, describes, parameters
        # the plugin would bring a state without it up from its first version
        self.meta: Properties = (
            {"__meta": json.dumps({"schema_version": str(schema_version)})} if schema_version else {}
        )
        self.identity = (*CONTAINERS[: parts - 1], "name")
        containers = [Property(name, NAME, required=True, replaces=True, clause=None) for name in self.identity[:-1]]
        name = Property("name", NAME, required=True, replaces=not renames, clause=None)
        self.properties = (*containers, name, *properties)
        self.computed = (*COMPUTED, "describeOutputs") if describes else COMPUTED

    def name(self, state: State) -> Name:
        """Its name by its properties, or by its id when it is imported."""
        known = {**state.inputs, **state.outputs}
        if all(isinstance(known.get(part), str) for part in self.identity):
            return Name.of(*(known[part] for part in self.identity))
        return Name.of(state.id) if self.parts == 1 else Name.parse(state.id, self.parts)

    def id(self, name: Name) -> str:
        return name.last if self.parts == 1 else name.sql

    def outdated(self, changed: set[str]) -> set[str]:
        """Of the computed outputs, those that changes of these properties would change."""
        shown = {item.name for item in self.properties if item.column} & changed
        names = set(self.identity) & changed
        return set(self.computed if names else self.computed[1:] if shown else ())

    def create(self, session: Session, inputs: Properties) -> State:
        name = self.name(State("", inputs))
        session.execute(self.create_sql(name, inputs))
        try:
            self.created(session, name, inputs)
            outputs = self.outputs(session, name, inputs)
        except StatementError as error:
            raise PartialError(f"{name} was created, but then {error}", self.id(name), inputs) from error
        return State(self.id(name), outputs, inputs)

    def create_sql(self, name: Name, inputs: Properties) -> str:
        return " ".join([f"CREATE {self.kind} {name}", *self.clauses(inputs)])

    def clauses(self, inputs: Properties) -> list[str]:
        """The assignments of the properties that are set, in the table's order."""
        return [
            item.assignment(inputs[item.name])
            for item in self.properties
            if item.clause is not None and item.is_set(inputs.get(item.name))
        ]

    def created(self, session: Session, name: Name, inputs: Properties) -> None:
        """What CREATE itself cannot say."""

    def read(self, session: Session, old: State) -> State | None:
        name = self.name(old)
        try:
            outputs = self.shown(session, name)
        except StatementError as error:
            if error.number in NOT_FOUND:
                return None
            raise
        identity = dict(zip(self.identity, name.parts, strict=True))
        inputs = {**identity, **old.inputs, **self.drift(old, outputs)}
        inputs = {key: value for key, value in inputs.items() if value is not None}
        return State(self.id(name), {**old.outputs, **self.unsaid(session, name), **inputs, **outputs}, inputs)

    def drift(self, old: State, outputs: Properties) -> Properties:
        """Properties whose value is not what the inputs say, or not what it was when they say nothing."""
        before, now, found = _columns(old.outputs), _columns(outputs), {}
        for item in self.properties:
            if item.column is None or camel_column(item) not in now:
                continue
            value = item.kind.read(now[camel_column(item)])
            given = old.inputs.get(item.name)
            if item.is_set(given):
                if not item.same(given, value):
                    found[item.name] = value if item.is_set(value) else None
            elif item.is_set(value) and self.is_news(item, value, old, before):
                found[item.name] = value
        return found

    def is_news(self, item: Property, value: Value, old: State, before: Properties) -> bool:
        if not old.inputs:  # an import: there is nothing to compare with
            return True
        was = before.get(camel_column(item))
        return was is not None and not item.same(item.kind.read(was), value)

    def update(self, session: Session, old: State, news: Properties) -> Properties:
        name = self.name(old)
        for statement in self.alterations(name, old.inputs, news):
            session.execute(statement)
        # last: where it fails, the state's name is still right
        if self.renames and not self.same_in("name", {"name": name.last}, news):
            target = Name.of(*name.parts[:-1], news["name"])
            session.execute(f"ALTER {self.kind} {name} RENAME TO {target}")
            name = target
        return self.outputs(session, name, news)

    def alterations(self, name: Name, olds: Properties, news: Properties) -> list[str]:
        assignments, unset = [], []
        for item in self.properties:
            if item.clause is None or item.create_only or item.replaces or self.same_in(item.name, olds, news):
                continue
            value = news.get(item.name) if item.is_set(news.get(item.name)) else item.reset
            if item.empty or item.is_set(value):
                assignments.append(item.assignment(value or "" if item.empty else value) + item.alter_suffix)
            else:
                unset.append(item.keyword)
        unset_sql = [f"ALTER {self.kind} {name} UNSET {', '.join(unset)}"] if unset else []
        return self.set_sql(name, assignments) + unset_sql

    def set_sql(self, name: Name, assignments: list[str]) -> list[str]:
        return [f"ALTER {self.kind} {name} SET {' '.join(assignments)}"] if assignments else []

    def delete(self, session: Session, old: State) -> None:
        for statement in self.drops(self.name(old)):
            try:
                session.execute(statement)
            except StatementError as error:
                # IF EXISTS does not cover a schema or database that is gone
                if error.number not in NOT_FOUND:
                    raise

    def drops(self, name: Name) -> list[str]:
        return [f"DROP {self.kind} IF EXISTS {name}"]

    def outputs(self, session: Session, name: Name, inputs: Properties) -> Properties:
        shown = self.shown(session, name)
        return {**self.unsaid(session, name), **inputs, **shown}

    def unsaid(self, session: Session, name: Name) -> Properties:
        """What the plugin's state holds of what the program does not say: defaults, and parameters in force."""
        defaults = {item.name: item.default for item in self.properties if item.default is not None}
        found = session.execute(f"SHOW PARAMETERS IN {self.kind} {name}") if self.parameters else []
        return {**self.meta, **defaults, **rows.parameters(map(rows.lower_keys, found))}

    def shown(self, session: Session, name: Name) -> Properties:
        """The computed outputs; a StatementError like Snowflake's when the object is not there."""
        outputs: Properties = {"fullyQualifiedName": name.sql, "showOutputs": [rows.output(self.show(session, name))]}
        if self.describes:
            found = session.execute(f"DESCRIBE {self.kind} {name}")
            outputs["describeOutputs"] = [rows.output(rows.described([rows.lower_keys(row) for row in found]))]
        return outputs

    def show(self, session: Session, name: Name) -> dict[str, Any]:
        inside = ("", " IN DATABASE ", " IN SCHEMA ")[self.parts - 1]
        container = Name(name.parts[:-1]).sql if inside else ""
        statement = f"SHOW {self.plural} LIKE {literal(name.last)}{inside}{container}"
        for row in map(rows.lower_keys, session.execute(statement)):
            # LIKE has wildcards and knows no case
            if row.get("name") == name.last:
                return row
        raise StatementError(2003, f"{self.kind.capitalize()} {name} does not exist or not authorized.", "SHOW")


def camel_column(item: Property) -> str:
    return rows.wire_name(item.column or "")


def _columns(outputs: Properties) -> Properties:
    """All columns of SHOW and DESCRIBE by their wire names."""
    merged: Properties = {}
    for key in ("describeOutputs", "showOutputs"):
        for row in outputs.get(key) or []:
            if row is not UNKNOWN:
                merged.update(row)
    return merged
