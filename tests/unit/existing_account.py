"""An account in which things were there before, with which everybody may do everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from components.session import Row, StatementError
from tests.unit.fake_account import FakeAccount

STATE = {
    "kind": "STANDARD",
    "state": "ACTIVE",
    "auto_resume": "true",
    "type": "EXTERNAL_ACCESS",
    "enabled": "true",
    "repository_url": "acme-dev-1.registry.snowflakecomputing.com/analytics/apps/images",
}


def granted(privilege: str, role: str, *, option: bool = False) -> Row:
    """A row of SHOW GRANTS ON."""
    return {"privilege": privilege, "granted_to": "ROLE", "grantee_name": role, "grant_option": str(option).lower()}


@dataclass
class ExistingAccount(FakeAccount):
    """`there` are names, `states` columns of what is there by its name, `on` who may what with it, by kind and name;
    `members` have the roles, `untold` are beginnings of statements that are refused."""

    there: set[str] = field(default_factory=set)
    states: dict[str, Row] = field(default_factory=dict)
    on: dict[str, list[Row]] = field(default_factory=dict)
    members: list[str] = field(default_factory=lambda: ["VISITOR"])
    untold: tuple[str, ...] = ()

    def add(self, names: Iterable[str]) -> None:
        """Things of these names, each with the schema PUBLIC if it is a database."""
        self.there |= {*names, "PUBLIC"}
        self.grants.append(granted("BIND SERVICE ENDPOINT", "PUBLIC"))

    def told(self, statement: str) -> list[Row]:
        if statement.startswith(self.untold):
            raise StatementError(3001, "no right")
        words, name = statement.split(" ON ")[-1], statement.split("'")[1] if " LIKE " in statement else ""
        if statement.startswith("SHOW GRANTS ON "):
            return self.on.get(words, [granted("OWNERSHIP", "PUBLIC")])
        if statement.startswith("SHOW GRANTS OF "):
            return [{"granted_to": "USER", "grantee_name": name} for name in self.members]
        if name in self.there:
            return [{"name": name, **STATE, **self.states.get(name, {})}]
        return super().told(statement)
