"""Objects with a statement or two of their own."""

from __future__ import annotations

from typing import Any

from pulumi_standins.provider.provider import ProviderError, State
from pulumi_standins.provider.values import Properties, Value
from pulumi_standins.snowflake.objects import DESCRIBED, FULL_NAME, SHOWN, ObjectType
from pulumi_standins.snowflake.parameters import SCHEMA_ORDER
from pulumi_standins.snowflake.properties import BOOLEAN, FLAG, NAME, TEXT, Kind, Property, upper_snake
from pulumi_standins.snowflake.resource import Session, StatementError
from pulumi_standins.snowflake.rows import NEVER, lower_keys
from pulumi_standins.snowflake.sql import Name
from pulumi_standins.snowflake.stage_rows import stage_output

EXTERNAL_ACCESS_FEATURE = "snowflake_external_access_integration_resource"


class Warehouse(ObjectType):
    def shown(self, session: Session, name: Name) -> Properties:
        shown = super().shown(session, name)
        row = shown[SHOWN][0]
        size = self._property("warehouseSize").kind.normal
        row["size"] = size(row["size"]) if row.get("size") else ""
        row["resourceMonitor"] = "" if row.get("resourceMonitor") == "null" else row.get("resourceMonitor", "")
        return shown

    def drift(self, old: State, outputs: Properties) -> Properties:
        imported = {} if old.outputs else {"resourceMonitor": ""}
        return {**imported, **super().drift(old, outputs)}

    def forced(self, _old: State, news: Properties, changed: set[str]) -> bool:
        return "warehouseSize" in changed and not news.get("warehouseSize")


class Database(ObjectType):
    @property
    def shows(self) -> tuple[str, ...]:
        """Its row is looked at, but not told."""
        return ()

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
        unset = ", ".join(upper_snake(key) for key in SCHEMA_ORDER if inputs.get(key) is None)
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


class ComputePool(ObjectType):
    def clauses(self, inputs: Properties) -> list[str]:
        application = inputs.get("forApplication")
        head = [f"FOR APPLICATION {Name.of(application)}"] if application else []
        return head + super().clauses(inputs)

    def drops(self, name: Name) -> list[str]:
        # a pool with services in it cannot be dropped
        return [f"ALTER COMPUTE POOL IF EXISTS {name} STOP ALL", *super().drops(name)]


class ExternalAccessIntegration(ObjectType):
    def shown(self, session: Session, name: Name) -> Properties:
        shown = super().shown(session, name)
        shown[DESCRIBED][0]["id"] = name.last
        return shown

    def create(self, session: Session, inputs: Properties) -> State:
        if not session.has_preview_feature(EXTERNAL_ACCESS_FEATURE):
            raise ProviderError(
                f"{self.token} is a preview feature: add {EXTERNAL_ACCESS_FEATURE} to the provider's "
                "previewFeaturesEnabled"
            )
        return super().create(session, inputs)


class Stage(ObjectType):
    """https://docs.snowflake.com/en/sql-reference/sql/create-stage"""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.computed += (DESCRIBED, "stageType")

    def planned(self, old: State, news: Properties) -> Properties:
        told = {} if old.id else {"stageType": "<changed externally>"}
        return {**super().planned(old, news), **told}

    def shown(self, session: Session, name: Name) -> Properties:
        shown = super().shown(session, name)
        described = stage_output(map(lower_keys, session.execute(f"DESCRIBE STAGE {name}")))
        return {**shown, DESCRIBED: [described], "stageType": shown[SHOWN][0].get("type", "")}

    def drift(self, old: State, outputs: Properties) -> Properties:
        found = super().drift(old, outputs)
        if not old.outputs:
            table = outputs[DESCRIBED][0]["directoryTables"][0]
            found["directory"] = {"enable": table["enable"], "autoRefresh": str(table["autoRefresh"]).lower()}
        return found

    def forced(self, old: State, news: Properties, changed: set[str]) -> bool:
        before, now = old.outputs.get("directory"), news.get("directory")
        gone = bool(before) and not now
        refresh = _auto_refresh(before) != _auto_refresh(now) and bool(before) and bool(now)
        return "directory" in changed and (gone or refresh)

    @classmethod
    def of_type(cls) -> Stage:
        return cls(
            "stageInternal",
            "STAGE",
            3,
            Property("encryption", _STAGE_ENCRYPTION, replaces=True),
            Property("directory", _DIRECTORY, nested_defaults={"autoRefresh": "default"}),
            Property("comment", TEXT, column="comment", empty=True, reads_zero=True),
            renames=True,
            schema_version=1,
        )

    def set_sql(self, name: Name, assignments: list[str]) -> list[str]:
        # directory and comment are two forms of ALTER STAGE
        return [f"ALTER STAGE {name} SET {item}" for item in assignments]


def _transient(statement: str, kind: str, value: Value) -> str:
    return statement.replace(f"CREATE {kind}", f"CREATE TRANSIENT {kind}", 1) if _is_true(value) else statement


def _is_true(value: Value) -> bool:
    return value in (True, "true")


def _auto_refresh(directory: Value) -> Value:
    value = (directory or {}).get("autoRefresh")
    return str(value).lower() if FLAG.accepts(value) and value != "default" else None


def _directory_sql(value: Properties) -> str:
    enable = f"ENABLE = {BOOLEAN.sql(value['enable'])}"
    refresh = _auto_refresh(value)
    return f"({enable} AUTO_REFRESH = {refresh})" if refresh else f"({enable})"


_ENCRYPTIONS = {"snowflakeFull": "SNOWFLAKE_FULL", "snowflakeSse": "SNOWFLAKE_SSE"}
_STAGE_ENCRYPTION = Kind(
    "one of " + " and ".join(_ENCRYPTIONS),
    lambda value: isinstance(value, dict) and len(value) == 1 and set(value) <= set(_ENCRYPTIONS),
    lambda value: f"(TYPE = '{_ENCRYPTIONS[next(iter(value))]}')",
    lambda value: sorted(value),
)
_DIRECTORY = Kind(
    "enable (a boolean) and autoRefresh",
    lambda value: (
        isinstance(value, dict) and isinstance(value.get("enable"), bool) and set(value) <= {"enable", "autoRefresh"}
    ),
    _directory_sql,
    # what gives the same clause is the same
    _directory_sql,
)
