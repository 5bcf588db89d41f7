"""A role granted to a user or to another role."""

from __future__ import annotations

from pulumi_standins.provider.provider import ProviderError, State
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake.properties import NAME, Property
from pulumi_standins.snowflake.reads import GRANTS_OF_ROLE, OutdatedError, Rows
from pulumi_standins.snowflake.resource import NOT_FOUND, ResourceType, Session, StatementError
from pulumi_standins.snowflake.rows import lower_keys
from pulumi_standins.snowflake.sql import Name

ID_FORM = '"ROLE"|USER or ROLE|"GRANTEE"'


class GrantAccountRole(ResourceType):
    token = "snowflake:index/grantAccountRole:GrantAccountRole"  # noqa: S105 - a type token
    properties = (
        Property("roleName", NAME, required=True, replaces=True),
        Property("userName", NAME, replaces=True),
        Property("parentRoleName", NAME, replaces=True),
    )

    def check(self, inputs: Properties) -> dict[str, str]:
        failures = super().check(inputs)
        if (inputs.get("userName") is None) == (inputs.get("parentRoleName") is None):
            failures.setdefault("userName", "needed: either userName or parentRoleName, not both")
        return failures

    def create(self, session: Session, inputs: Properties) -> State:
        role, kind, grantee = _of(inputs)
        session.execute(f"GRANT ROLE {role} TO {kind} {grantee}")
        made = State(f"{role}|{kind}|{grantee}", inputs, inputs)
        session.reads.forget(GRANTS_OF_ROLE, _statement(role))
        if session.reads.enabled(GRANTS_OF_ROLE):
            return made
        return self.read(session, made) or made

    def read(self, session: Session, old: State) -> State | None:
        role, kind, grantee = _parse(old.id)
        for row in map(lower_keys, self._granted(session, role)):
            if str(row["granted_to"]).upper() == kind and Name.of(row["grantee_name"]) == grantee:
                inputs = old.inputs or _inputs(role, kind, grantee)
                return State(old.id, {**old.outputs, **inputs}, inputs)
        return None

    def _granted(self, session: Session, role: Name) -> Rows:
        """Its grants; none when it is gone, or when they change meanwhile."""
        statement = _statement(role)
        try:
            return session.reads.get(GRANTS_OF_ROLE, statement, lambda: session.execute(statement))
        except OutdatedError:
            return []
        except StatementError as error:
            if error.number in NOT_FOUND:
                return []
            raise

    def update(self, _session: Session, _old: State, news: Properties) -> Properties:
        return news  # every property replaces; names may have gained or lost quotes

    def delete(self, session: Session, old: State) -> None:
        role, kind, grantee = _parse(old.id)
        session.execute(f"REVOKE ROLE {role} FROM {kind} {grantee}")
        session.reads.forget(GRANTS_OF_ROLE, _statement(role))


def _statement(role: Name) -> str:
    return f"SHOW GRANTS OF ROLE {role}"


def _of(inputs: Properties) -> tuple[Name, str, Name]:
    if inputs.get("parentRoleName") is not None:
        return Name.of(inputs["roleName"]), "ROLE", Name.of(inputs["parentRoleName"])
    return Name.of(inputs["roleName"]), "USER", Name.of(inputs["userName"])


def _inputs(role: Name, kind: str, grantee: Name) -> Properties:
    return {"roleName": role.last, "parentRoleName" if kind == "ROLE" else "userName": grantee.last}


def _parse(id_: str) -> tuple[Name, str, Name]:
    parts = id_.split("|")
    if len(parts) != 3 or parts[1] not in ("USER", "ROLE"):
        raise ProviderError(f"the id is {id_!r}; needed: {ID_FORM}")
    return Name.of(parts[0]), parts[1], Name.of(parts[2])
