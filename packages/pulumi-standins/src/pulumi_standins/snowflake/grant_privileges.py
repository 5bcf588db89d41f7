"""Privileges granted to an account role."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pulumi_standins.provider.provider import PartialError, ProviderError, State
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake import planning
from pulumi_standins.snowflake.properties import NAME, SWITCH, Kind, Property, in_order_of_sets
from pulumi_standins.snowflake.reads import GRANTS
from pulumi_standins.snowflake.resource import NOT_FOUND, ResourceType, Session, StatementError
from pulumi_standins.snowflake.roles import show_role
from pulumi_standins.snowflake.rows import Row, lower_keys
from pulumi_standins.snowflake.securable import ON, Securable
from pulumi_standins.snowflake.sql import Name, word

_PRIVILEGES = Kind(
    "a list of privileges in capitals, without OWNERSHIP",
    lambda value: (
        isinstance(value, list)
        and all(isinstance(item, str) and item == item.upper() and item != "OWNERSHIP" for item in value)
    ),
    lambda value: ", ".join(word(item) for item in value),
    sorted,
    unset=(None, []),
    zero=[],
    is_set_of_texts=True,
)
_OFF = Kind("nothing: the stand-in does not serve it", lambda value: value in (False, ""), str, unset=(None, False, ""))
_OFF_SWITCHES = ("alwaysApply", "strictPrivilegeManagement")


NESTED_ZEROS = {"onSchema": dict.fromkeys(("allSchemasInDatabase", "futureSchemasInDatabase", "schemaName"), "")}


@dataclass(frozen=True)
class Grant:
    """`privileges` is None for all of them, and empty where others have revoked each."""

    role: Name
    privileges: tuple[str, ...] | None
    on: Securable
    with_grant_option: bool

    @classmethod
    def of(cls, inputs: Properties) -> Grant:
        which = inputs.get("allPrivileges") is True
        privileges = None if which else tuple(in_order_of_sets(inputs.get("privileges") or ()))
        option = inputs.get("withGrantOption") is True
        return cls(Name.of(inputs["accountRoleName"]), privileges, Securable.of(inputs), option)

    @classmethod
    def parse(cls, id_: str) -> Grant:
        parts = id_.split("|")
        if len(parts) < 5:
            raise ProviderError(f'the id is {id_!r}; needed: "ROLE"|with grant option|always apply|PRIVILEGES|kind…')
        privileges = None if parts[3] in ("ALL", "ALL PRIVILEGES") else tuple(parts[3].split(","))
        return cls(Name.of(parts[0]), privileges, Securable.parse(parts[4:]), parts[1] == "true")

    @property
    def id(self) -> str:
        which = "ALL" if self.privileges is None else ",".join(self.privileges)
        return "|".join([self.role.sql, str(self.with_grant_option).lower(), "false", which, self.on.id])

    @property
    def inputs(self) -> Properties:
        is_all = self.privileges is None
        which: Properties = {"allPrivileges": True} if is_all else {"privileges": list(self.privileges or ())}
        option = {"withGrantOption": True} if self.with_grant_option else {}
        return {"accountRoleName": self.role.sql, **which, **option, **self.on.inputs}

    def only(self, privileges: set[str]) -> Grant:
        return replace(self, privileges=tuple(in_order_of_sets(privileges)))

    def of_all(self) -> Grant:
        return replace(self, privileges=None)

    def grant(self) -> str:
        option = " WITH GRANT OPTION" if self.with_grant_option else ""
        return f"GRANT {self._what()} TO ROLE {self.role}{option}"

    def show(self) -> str:
        return f"SHOW GRANTS ON {self.on.sql}"

    def revoke(self, prefix: str = "") -> str:
        return f"REVOKE {prefix}{self._what()} FROM ROLE {self.role}"

    def _what(self) -> str:
        if self.privileges == ():
            raise ProviderError(f"{self.id}: no privilege is left to name: others have revoked each. To do: pulumi up")
        privileges = "ALL PRIVILEGES" if self.privileges is None else _PRIVILEGES.sql(self.privileges)
        return f"{privileges} ON {self.on.sql}"

    def shows(self, row: Row) -> bool:
        """Whether a row of SHOW GRANTS is one of its privileges; those that Snowflake predefines name no grantor."""
        return (
            str(row["granted_to"]).upper() == "ROLE"
            and Name.of(row["grantee_name"]).last == self.role.last
            and row["privilege"] in (self.privileges or ())
            and (str(row["grant_option"]).lower() == "true") == self.with_grant_option
            and bool(row["granted_by"])
        )


class GrantPrivileges(ResourceType):
    token = "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole"  # noqa: S105 - a type token
    properties = (
        Property("accountRoleName", NAME, required=True, replaces=True),
        Property("privileges", _PRIVILEGES),
        Property("allPrivileges", SWITCH, default=False, quiet_default=True),
        Property("withGrantOption", SWITCH, replaces=True, default=False, quiet_default=True),
        *(
            Property(name, kind, replaces=True, nested_zeros=NESTED_ZEROS.get(name, {}))
            for name, kind in ON.items()
            if name != "onAccount"
        ),
        Property("onAccount", ON["onAccount"], replaces=True, default=False, quiet_default=True),
        *(Property(name, _OFF, default=False, quiet_default=True) for name in _OFF_SWITCHES),
        Property("alwaysApplyTrigger", _OFF),
    )

    def check(self, inputs: Properties) -> dict[str, str]:
        failures = super().check(inputs)
        for names in (("privileges", "allPrivileges"), tuple(ON)):
            given = [name for name in names if inputs.get(name) not in (None, False, [])]
            if len(given) != 1:
                failures.setdefault(names[0], f"needed: exactly one of {', '.join(names)}; given: {len(given)}")
        return failures

    def create(self, session: Session, inputs: Properties) -> State:
        grant = Grant.of(inputs)
        session.execute(grant.grant())
        session.reads.forget(GRANTS, grant.show())
        outputs = {"id": grant.id, **planning.settled(self.properties, {}, inputs)}
        try:
            self._confirm(session, grant)
        except ProviderError as error:
            raise PartialError(f"the privileges were granted, but then {error}", grant.id, outputs) from error
        return State(grant.id, outputs, inputs)

    def _confirm(self, session: Session, grant: Grant) -> None:
        """The plugin looks at what it has made."""
        if grant.privileges is not None:
            self._found(session, grant)

    def read(self, session: Session, old: State) -> State | None:
        id_ = str(old.outputs.get("id") or old.id)
        # by its id: the state may have lost a privilege that is there again
        grant = Grant.parse(id_)
        said = old.inputs or grant.inputs
        outputs = planning.settled(self.properties, {}, {**said, **old.outputs})
        if grant.privileges is not None:
            found = self._found(session, grant)
            if found is None:
                return None
            outputs["privileges"] = sorted(name for name in grant.privileges if name in found)
        if not old.outputs:
            outputs.setdefault("privileges", [])
        return State(id_, {**outputs, "id": id_}, {name: outputs[name] for name in said if name in outputs})

    def _found(self, session: Session, grant: Grant) -> set[str] | None:
        """The privileges that are still there, or None when the role or the object is gone."""
        try:
            show_role(session, grant.role)
            shown = session.reads.get(GRANTS, grant.show(), lambda: session.execute(grant.show()))
        except StatementError as error:
            if error.number in NOT_FOUND:
                return None
            raise
        return {row["privilege"] for row in map(lower_keys, shown) if grant.shows(row)}

    def update(self, session: Session, old: State, news: Properties) -> Properties:
        after = Grant.of(news)
        self._change(session, Grant.of(old.outputs).privileges, after)
        session.reads.forget(GRANTS, after.show())
        self._confirm(session, after)
        return {"id": after.id, **planning.settled(self.properties, old.outputs, news)}

    def _change(self, session: Session, before: tuple[str, ...] | None, after: Grant) -> None:
        if after.privileges is None:
            if before is not None:
                session.execute(after.grant())
            return
        if before is None:
            session.execute(after.of_all().revoke())
        had = set(before or ())
        added, removed = set(after.privileges) - had, had - set(after.privileges)
        if added:
            if not after.with_grant_option:
                session.execute(after.only(added).revoke("GRANT OPTION FOR "))
            session.execute(after.only(added).grant())
        if removed:
            session.execute(after.only(removed).revoke())

    def delete(self, session: Session, old: State) -> None:
        # by its properties: the id keeps the privileges it was made with
        grant = Grant.of(old.outputs)
        session.execute(grant.revoke())
        session.reads.forget(GRANTS, grant.show())
