"""Services: their specification is text, or a file on a stage, and is never read back."""

from __future__ import annotations

from typing import Any

from pulumi_standins.provider.provider import State
from pulumi_standins.provider.values import UNKNOWN, Properties, Value
from pulumi_standins.snowflake.objects import COMMENT, ObjectType
from pulumi_standins.snowflake.properties import FLAG, NAME, NAMES, NUMBER, Kind, Property
from pulumi_standins.snowflake.resource import Session
from pulumi_standins.snowflake.sql import Name, dollar_quoted, fits_dollar_quotes, literal


def service() -> Service:
    return Service(
        "service",
        "SERVICE",
        3,
        Property(
            "computePool",
            NAME,
            required=True,
            replaces=True,
            clause=None,
            column="compute_pool",
            shown=False,
            settle=lambda value: Name.of(value).sql,
        ),
        Property(
            "fromSpecification",
            _SPECIFICATION,
            required=True,
            clause=None,
            nested_zeros=dict.fromkeys(("stage", "path", "file", "text"), ""),
        ),
        Property("autoSuspendSecs", NUMBER, column="auto_suspend_secs", default=-1, ignores_current=True),
        Property(
            "externalAccessIntegrations",
            NAMES,
            column="external_access_integrations",
            shown=False,
            refreshes_zero=True,
            settle=lambda value: [Name.parse(item).sql for item in value],
        ),
        Property("autoResume", FLAG, column="auto_resume", default="default", ignores_current=True),
        Property("minInstances", NUMBER, column="min_instances", ignores_current=True, keeps_spelling=True),
        Property("minReadyInstances", NUMBER, column="min_ready_instances", ignores_current=True, keeps_spelling=True),
        Property("maxInstances", NUMBER, column="max_instances", ignores_current=True, keeps_spelling=True),
        Property("queryWarehouse", NAME, column="query_warehouse"),
        COMMENT,
        describes=True,
    )


class Service(ObjectType):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.computed += ("serviceType",)

    def clauses(self, inputs: Properties) -> list[str]:
        pool = f"IN COMPUTE POOL {Name.of(inputs['computePool'])}"
        return [pool, _from(inputs["fromSpecification"]), *super().clauses(inputs)]

    unset_order = (
        "MIN_INSTANCES",
        "AUTO_SUSPEND_SECS",
        "MAX_INSTANCES",
        "MIN_READY_INSTANCES",
        "QUERY_WAREHOUSE",
        "AUTO_RESUME",
        "EXTERNAL_ACCESS_INTEGRATIONS",
        "COMMENT",
    )

    def shown(self, session: Session, name: Name) -> Properties:
        return {**super().shown(session, name), "serviceType": "SERVICE"}

    def alterations(self, name: Name, old: State, news: Properties) -> list[str]:
        statements = super().alterations(name, old, news)
        if "fromSpecification" in self.changed(old, news):
            statements.insert(0, f"ALTER SERVICE {name} {_from(news['fromSpecification'])}")
        return statements

    def drops(self, name: Name) -> list[str]:
        # with its block volumes, as a service that has any cannot be dropped otherwise
        return [f"DROP SERVICE IF EXISTS {name} FORCE"]


def _from(specification: Properties) -> str:
    text = specification.get("text")
    if text:
        return f"FROM SPECIFICATION {dollar_quoted(text)}"
    path = f"/{specification['path']}" if specification.get("path") else ""
    location = literal(f"@{Name.parse(specification['stage'], 3)}{path}")
    return f"FROM {location} SPECIFICATION_FILE = {literal(specification['file'])}"


def _accepts(value: Value) -> bool:
    if not isinstance(value, dict) or any(not isinstance(item, str) for item in value.values()):
        return False
    given = {key for key, item in value.items() if item}
    if given == {"text"}:
        return fits_dollar_quotes(value["text"])
    return {"stage", "file"} <= given <= {"stage", "path", "file"}


_SPECIFICATION = Kind(
    "text (without $$, not ending with $), or stage and file with an optional path",
    _accepts,
    lambda value: _from(value),
    lambda value: {key: item for key, item in value.items() if item and item is not UNKNOWN},
)
