"""Secrets of the account; of their types, those of user name and password."""

from __future__ import annotations

from dataclasses import replace

from pulumi_standins.provider.provider import State
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake.objects import COMMENT, ObjectType
from pulumi_standins.snowflake.properties import TEXT, Property
from pulumi_standins.snowflake.resource import Session
from pulumi_standins.snowflake.sql import Name, literal

_TYPE = "PASSWORD"
_COMMENT = replace(COMMENT, kind=replace(TEXT, sql=lambda value: literal(value) if value else "NULL"), empty=True)


class BasicAuthentication(ObjectType):
    def __init__(self) -> None:
        super().__init__(
            "secretWithBasicAuthentication",
            "SECRET",
            3,
            Property("username", TEXT, required=True, column="username", shown=False, described=True),
            # Snowflake never tells it
            Property("password", TEXT, required=True, secret=True),
            _COMMENT,
            describes=True,
        )
        self.computed += ("secretType",)

    def clauses(self, inputs: Properties) -> list[str]:
        return [f"TYPE = {_TYPE}", *super().clauses(inputs)]

    def planned(self, old: State, news: Properties) -> Properties:
        told = {} if old.id else {"secretType": "<changed externally>"}
        return {**super().planned(old, news), **told}

    def shown(self, session: Session, name: Name) -> Properties:
        return {**super().shown(session, name), "secretType": _TYPE}
