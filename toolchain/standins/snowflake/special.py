"""Objects with a statement or two of their own."""

from __future__ import annotations

from toolchain.standins.provider.provider import ProviderError, State
from toolchain.standins.provider.values import Properties, Value
from toolchain.standins.snowflake.objects import ObjectType
from toolchain.standins.snowflake.properties import BOOLEAN, FLAG, TEXT, Kind, Property
from toolchain.standins.snowflake.resource import Session, StatementError
from toolchain.standins.snowflake.sql import Name

EXTERNAL_ACCESS_FEATURE = "snowflake_external_access_integration_resource"


class Database(ObjectType):
    def create_sql(self, name: Name, inputs: Properties) -> str:
        return _transient(super().create_sql(name, inputs), self.kind, inputs.get("isTransient"))

    def created(self, session: Session, name: Name, inputs: Properties) -> None:
        if inputs.get("dropPublicSchemaOnCreation") is True:
            session.execute(f"DROP SCHEMA IF EXISTS {Name((*name.parts, 'PUBLIC'))}")


class Schema(ObjectType):
    def create(self, session: Session, inputs: Properties) -> State:
        name = self.name(State("", inputs))
        found = self._found(session, name) if name.last.upper() == "PUBLIC" else None
        if found is None:
            return super().create(session, inputs)
        # it came with its database: only what the program says about it is set
        identity = {key: inputs[key] for key in self.identity}
        if self.alterations(name, identity, inputs):
            found = self.update(session, State(self.id(name), inputs=identity), inputs)
        return State(self.id(name), {**inputs, **found}, inputs)

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

    def alterations(self, name: Name, olds: Properties, news: Properties) -> list[str]:
        statements = super().alterations(name, olds, news)
        if not self.same_in("withManagedAccess", olds, news):
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
    def create(self, session: Session, inputs: Properties) -> State:
        if not session.has_preview_feature(EXTERNAL_ACCESS_FEATURE):
            raise ProviderError(
                f"{self.token} is a preview feature: add {EXTERNAL_ACCESS_FEATURE} to the provider's "
                "previewFeaturesEnabled"
            )
        return super().create(session, inputs)


class Stage(ObjectType):
    """https://docs.snowflake.com/en/sql-reference/sql/create-stage"""

    @classmethod
    def of_type(cls) -> Stage:
        made = cls(
            "stageInternal",
            "STAGE",
            3,
            Property("encryption", _STAGE_ENCRYPTION, replaces=True),
            Property("directory", _DIRECTORY),
            Property("comment", TEXT, column="comment", empty=True),
            renames=True,
            schema_version=1,
        )
        # without it the plugin would replace the stage
        made.meta["stageType"] = "INTERNAL"
        return made

    def set_sql(self, name: Name, assignments: list[str]) -> list[str]:
        # directory and comment are two forms of ALTER STAGE
        return [f"ALTER STAGE {name} SET {item}" for item in assignments]

    def replaces(self, olds: Properties, news: Properties) -> frozenset[str]:
        old, new = olds.get("directory"), news.get("directory")
        gone = bool(old) and not new
        refresh = _auto_refresh(old) != _auto_refresh(new) and bool(old) and bool(new)
        return super().replaces(olds, news) | (frozenset({"directory"}) if gone or refresh else frozenset())


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
