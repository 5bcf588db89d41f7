"""A dynamic resource for a service role that an account role has: the provider has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.dynamic_session import SessionProvider
from components.session import DOES_NOT_EXIST, StatementError
from components.sql import Identifier, SchemaObject

# https://docs.snowflake.com/en/developer-guide/snowpark-container-services/service-network-communications
ALL_ENDPOINTS = "ALL_ENDPOINTS_USAGE"
IDENTITY = ("service_id", "database", "schema", "service", "grantee", "service_role")


class ServiceRoleProvider(SessionProvider):
    """Grants, looks whether the grant is still there, revokes; all as `role`, the service's owner, who alone can.

    What is granted goes with its service, and a service that was dropped and made again has the old id: so the grant
    knows its service by `created_on`, too.
    """

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        replaces = [key for key in IDENTITY if _olds.get(key) != _news.get(key)]
        # not known beforehand where the service is about to be altered, which does not make it another one
        made = _news.get("created_on")
        another = made != _olds.get("created_on") and not pulumi.contains_unknowns(made)
        return DiffResult(changes=bool(replaces) or another, replaces=replaces, delete_before_replace=True)

    def create(self, props: dict[str, Any]) -> CreateResult:
        self._grant(props)
        return CreateResult(f"{_service_role(props)}|{props['grantee']}", dict(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        self._grant(_news)
        return UpdateResult(dict(_news))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        try:
            granted = self.session(props["role"]).rows(f"SHOW GRANTS OF SERVICE ROLE {_service_role(props)}")
        except StatementError as error:
            if error.number != DOES_NOT_EXIST:
                raise
            granted = []
        there = any(row["granted_to"] == "ROLE" and row["grantee_name"] == props["grantee"] for row in granted)
        return ReadResult(id_, dict(props)) if there else ReadResult("", {})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        try:
            self.session(_props["role"]).rows(f"REVOKE {_what(_props, 'FROM')}")
        except StatementError as error:
            if error.number != DOES_NOT_EXIST:
                raise

    def _grant(self, props: Mapping[str, Any]) -> None:
        self.session(props["role"]).rows(f"GRANT {_what(props, 'TO')}")


class ServiceRole(Resource, module="service_role", name="ServiceRole"):
    """The service role that opens all endpoints of a service, or that its specification has for who uses it."""

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(ServiceRoleProvider(), name, dict(props), opts)


def _service_role(props: Mapping[str, Any]) -> str:
    service = SchemaObject.of(props["database"], props["schema"], props["service"])
    return f"{service.quoted}!{props.get('service_role') or ALL_ENDPOINTS}"


def _what(props: Mapping[str, Any], preposition: str) -> str:
    return f"SERVICE ROLE {_service_role(props)} {preposition} ROLE {Identifier(props['grantee']).quoted}"
