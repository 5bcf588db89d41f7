"""An account that a preview asks: who may sign in, what SHOW tells, who holds what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from components.account_privileges import ACCOUNT_GRANTS
from components.connection import Connection
from components.session import Row, Session, SignInError, StatementError
from components.sign_in_refusals import ROLE_NOT_GRANTED, refusal

PRIVILEGES = (
    *("CREATE ROLE", "CREATE USER", "CREATE WAREHOUSE", "CREATE DATABASE", "CREATE INTEGRATION"),
    "CREATE COMPUTE POOL",
)


def grant(privilege: str, role: str, *, option: bool = False) -> Row:
    """A row of SHOW GRANTS ON ACCOUNT."""
    return {"privilege": privilege, "grantee_name": role, "grant_option": str(option).lower()}


def deployers_grants(role: str = "DEPLOYER_ROLE") -> list[Row]:
    """What bootstrap-sql gives a role."""
    return [*(grant(name, role) for name in PRIVILEGES), grant("BIND SERVICE ENDPOINT", role, option=True)]


@dataclass
class FakeAccount:
    """`held` are the user's roles, None for any; `inherits` by role; `refused` is a number that ends each sign-in,
    `broken` each statement, and `broken_on` one of them; after `lost_after` sign-ins it cannot be reached any more.
    `given` is the role that each session gets, whatever was asked for. `shown` is what SHOW tells, by its statement."""

    held: set[str] | None = None
    inherits: Mapping[str, set[str]] = field(default_factory=dict)
    grants: list[Row] = field(default_factory=deployers_grants)
    shown: dict[str, list[Row]] = field(default_factory=dict)
    refused: int = 0
    broken: int = 0
    broken_on: Mapping[str, int] = field(default_factory=dict)
    lost_after: int | None = None
    given: str | None = None
    signed_in: list[str] = field(default_factory=list)
    signed_out: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def open_session(self, connection: Connection, role: str) -> Iterator[Session]:
        """In place of the connector's."""
        self.signed_in.append(role)
        number = self._refuses(role)
        if number:
            raise SignInError(number, refusal(connection, role, number, "the account's own words."))
        yield _Session(self, self.given or role)
        self.signed_out.append(role)

    def told(self, statement: str) -> list[Row]:
        """By SHOW."""
        return self.shown.get(statement, [])

    def _refuses(self, role: str) -> int:
        if self.lost_after is not None and len(self.signed_in) > self.lost_after:
            return 250001
        return self.refused or (0 if self.held is None or role in self.held else ROLE_NOT_GRANTED)


@dataclass
class _Session:
    account: FakeAccount
    role: str

    def rows(self, statement: str) -> list[Row]:
        account = self.account
        account.asked.append((self.role, statement))
        if number := account.broken or account.broken_on.get(statement, 0):
            raise StatementError(number, "out of order")
        if statement == ACCOUNT_GRANTS:
            return account.grants
        if statement.startswith("SELECT CURRENT_ROLE"):
            return [{"role": self.role}]
        if statement.startswith("SELECT IS_ROLE_IN_SESSION"):
            within = {self.role, *account.inherits.get(self.role, ())}
            asked = statement.split("'")[1::2]
            return [{f"r{number}": role in within for number, role in enumerate(asked)}]
        return account.told(statement)

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError
