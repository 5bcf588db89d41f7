"""Databases and their schemas; a schema PUBLIC comes with its database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from pulumi_standins.provider.provider import State
from pulumi_standins.provider.values import Properties, Value
from pulumi_standins.snowflake import parameters
from pulumi_standins.snowflake.objects import COMMENT, DESCRIBED, FULL_NAME, SHOWN, ObjectType
from pulumi_standins.snowflake.properties import FLAG, NAME, NUMBER, SWITCH, Property, camel, upper_snake
from pulumi_standins.snowflake.resource import NOT_FOUND, Session, StatementError
from pulumi_standins.snowflake.rows import NEVER, lower_keys
from pulumi_standins.snowflake.sql import Name

# what is not said is no
_MANAGED = replace(
    FLAG, unset=(*FLAG.unset, "false", False), read=lambda options: str("MANAGED ACCESS" in str(options)).lower()
)
# beside the outputs while they are compared
_SET_HERE = "__setHere"


def database() -> Database:
    return Database(
        "database",
        "DATABASE",
        1,
        Property("isTransient", SWITCH, replaces=True, clause=None, reads_zero=True),
        Property("dropPublicSchemaOnCreation", SWITCH, clause=None, create_only=True),
        Property("dataRetentionTimeInDays", NUMBER, parameter=True),
        Property("maxDataExtensionTimeInDays", NUMBER, parameter=True),
        COMMENT,
        renames=True,
        parameters=tuple(parameters.DATABASE),
        schema_version=1,
    )


def schema() -> Schema:
    return Schema(
        "schema",
        "SCHEMA",
        2,
        Property("isTransient", FLAG, replaces=True, clause=None, default="default", shown=True),
        Property("withManagedAccess", _MANAGED, clause=None, column="options", default="default"),
        Property("dataRetentionTimeInDays", NUMBER, parameter=True),
        COMMENT,
        renames=True,
        parameters=parameters.SCHEMA,
        shows_parameters=True,
        schema_version=2,
    )


class Database(ObjectType):
    @property
    def shows(self) -> tuple[str, ...]:
        """Its row is looked at, but not told."""
        return ()

    def looked_at(self, session: Session, old: State) -> State:
        """The plugin asks each time what is set on the database, since its state tells what is in force alone. Where
        all that is in force is what Snowflake has of itself, there is nothing to ask."""
        defaults = parameters.DATABASE
        if all(old.outputs.get(name) in (None, default) for name, default in defaults.items()):
            return old
        try:
            shown = session.execute(f"SHOW PARAMETERS IN DATABASE {self.name(old)}")
        except StatementError as error:
            if error.number in NOT_FOUND:
                return old
            raise
        here = [camel(row["key"]) for row in map(lower_keys, shown) if row["level"] == self.kind]
        return replace(old, outputs={**old.outputs, _SET_HERE: here})

    def planned(self, old: State, news: Properties) -> Properties:
        return {name: value for name, value in super().planned(old, news).items() if name != _SET_HERE}

    def set_here(self, old: State) -> Collection[str]:
        return old.outputs.get(_SET_HERE) or ()

    def create_sql(self, name: Name, inputs: Properties) -> str:
        return _transient(super().create_sql(name, inputs), self.kind, inputs.get("isTransient"))

    def created(self, session: Session, name: Name, inputs: Properties) -> None:
        if inputs.get("dropPublicSchemaOnCreation") is True:
            session.execute(f"DROP SCHEMA IF EXISTS {Name((*name.parts, 'PUBLIC'))}")


class Schema(ObjectType):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        database = Property("database", NAME, required=True, forces=True, clause=None)
        self.properties = (database, *self.properties[1:])
        self.computed += (DESCRIBED,)

    def outdated(self, changed: set[str], news: Properties) -> set[str]:
        moved = {FULL_NAME, SHOWN, DESCRIBED} if changed & {"name", "database"} else set()
        return super().outdated(changed, news) | moved

    def shown(self, session: Session, name: Name) -> Properties:
        shown = super().shown(session, name)
        shown[SHOWN][0].setdefault("droppedOn", NEVER)
        return {**shown, DESCRIBED: []}

    def drift(self, old: State, outputs: Properties) -> Properties:
        found = super().drift(old, outputs)
        if not old.outputs:
            options = str(outputs[SHOWN][0].get("options", ""))
            found["isTransient"] = str("TRANSIENT" in options).lower()
            found["withManagedAccess"] = str("MANAGED ACCESS" in options).lower()
        return found

    def create(self, session: Session, inputs: Properties) -> State:
        name = self.name(State("", inputs))
        found = self._found(session, name) if name.last.upper() == "PUBLIC" else None
        if found is None:
            return super().create(session, inputs)
        # it came with its database: only what the program says about it is set
        for statement in self._adoption(name, inputs):
            session.execute(statement)
        return State(self.id(name), self.outputs(session, name, State("", {}), inputs), inputs)

    def _adoption(self, name: Name, inputs: Properties) -> list[str]:
        """Everything as the program says it, or as Snowflake has it of itself."""
        access = "ENABLE" if _is_true(inputs.get("withManagedAccess")) else "DISABLE"
        given = self.set_sql(name, self.clauses({**inputs, "withManagedAccess": None}))
        unset = ", ".join(upper_snake(key) for key in parameters.SCHEMA_ORDER if inputs.get(key) is None)
        return [f"ALTER SCHEMA {name} {access} MANAGED ACCESS", *given, f"ALTER SCHEMA {name} UNSET {unset}"]

    def _found(self, session: Session, name: Name) -> Properties | None:
        try:
            return self.shown(session, name)
        except StatementError as error:
            if error.number != 2003:
                raise
            return None

    def create_sql(self, name: Name, inputs: Properties) -> str:
        return _transient(super().create_sql(name, inputs), self.kind, inputs.get("isTransient"))

    def clauses(self, inputs: Properties) -> list[str]:
        managed = ["WITH MANAGED ACCESS"] if _is_true(inputs.get("withManagedAccess")) else []
        return managed + super().clauses(inputs)

    def alterations(self, name: Name, old: State, news: Properties) -> list[str]:
        statements = super().alterations(name, old, news)
        if "withManagedAccess" in self.changed(old, news):
            action = "ENABLE" if _is_true(news.get("withManagedAccess")) else "DISABLE"
            statements.insert(0, f"ALTER SCHEMA {name} {action} MANAGED ACCESS")
        return statements


def _transient(statement: str, kind: str, value: Value) -> str:
    return statement.replace(f"CREATE {kind}", f"CREATE TRANSIENT {kind}", 1) if _is_true(value) else statement


def _is_true(value: Value) -> bool:
    return value in (True, "true")
