"""A dynamic resource for the security integration of the ingress, which only older accounts still need."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, ReadResult, Resource

from components.comments import stack_comment
from components.dynamic_session import SessionProvider
from components.session import Row, Session
from components.sql import Identifier, literal

# https://docs.snowflake.com/en/sql-reference/sql/create-security-integration-oauth-snowflake
NAME = Identifier("SNOWSERVICES_INGRESS_OAUTH")


class IngressIntegrationProvider(SessionProvider):
    """An account has at most one: it is made when it is not there, and dropped only if it was made here."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        session = self.session(props["role"])
        found = _found(session)
        if found is None:
            session.rows(
                f"CREATE SECURITY INTEGRATION {NAME.quoted} "
                "TYPE = OAUTH OAUTH_CLIENT = SNOWSERVICES_INGRESS ENABLED = TRUE "
                f"COMMENT = {literal(props['comment'])}"
            )
        # by a run that was killed before it was recorded, too
        made_here = found is None or found["comment"] == props["comment"]
        return CreateResult(NAME, {**props, "made_here": made_here})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        return ReadResult(id_ if _found(self.session(props["role"])) else "", dict(props))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        if _props["made_here"]:
            self.session(_props["role"]).rows(f"DROP SECURITY INTEGRATION IF EXISTS {NAME.quoted}")


class IngressIntegration(Resource, module="ingress", name="IngressIntegration"):
    made_here: pulumi.Output[bool]

    def __init__(self, name: str, role: str, opts: pulumi.ResourceOptions) -> None:
        props = {"role": role, "comment": stack_comment(), "made_here": None}
        super().__init__(IngressIntegrationProvider(), name, props, opts)


def _found(session: Session) -> Row | None:
    # LIKE takes _ for any character, so the name is compared again
    found = session.rows(f"SHOW SECURITY INTEGRATIONS LIKE {literal(NAME)}")
    return next((row for row in found if row["name"] == NAME), None)
