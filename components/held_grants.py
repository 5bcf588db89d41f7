"""What a role has been granted, as SHOW tells it: nothing of objects that who asks may not see.

https://docs.snowflake.com/en/sql-reference/sql/show-grants
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from components.session import DOES_NOT_EXIST, Row, Session, StatementError
from components.sql import quoted

ALL = "ALL"  # of an object: the guide's wording
OWNERSHIP = "OWNERSHIP"
# no page says whether and how SHOW tells them of a role: left out, and looked after by a resource for each
SERVICE_ROLE = "SERVICE ROLE"


@dataclass(frozen=True)
class Granted:
    """A privilege on an object, on the account, or on what will be made (`future`); of a role its USAGE."""

    privilege: str
    kind: str
    name: str
    future: bool = False

    @classmethod
    def of(cls, row: Row, *, future: bool = False) -> Granted:
        kind = str(row["grant_on" if future else "granted_on"]).replace("_", " ")
        return cls(str(row["privilege"]), kind, str(row["name"]), future)

    @property
    def is_owned(self) -> bool:
        """Ownership of something: nobody can take it back, it only moves."""
        return self.privilege == OWNERSHIP and not self.future

    @property
    def what(self) -> str:
        """What it is on."""
        return self.kind if self.kind == "ACCOUNT" else f"{self.kind} {self.name}"

    def is_in(self, schema: str) -> bool:
        """Whether it is on something in a schema that needs no quotes."""
        return self.name.replace('"', "").startswith(f"{schema}.")

    @property
    def text(self) -> str:
        """What is granted and taken back, as GRANT and REVOKE have it."""
        if self.future:
            return f"{self.privilege} ON FUTURE {self._plural} IN {self._place}"
        if self.kind == "ROLE" or self.kind.endswith(" ROLE"):
            return self.what
        return f"{self.privilege} ON {self.what}"

    @property
    def _plural(self) -> str:
        return f"{self.kind[:-1]}IES" if self.kind.endswith("Y") else f"{self.kind}S"

    @property
    def _place(self) -> str:
        """SHOW has it before the kind: DATABASE.SCHEMA.<TABLE>."""
        container = self.name.rpartition(".<")[0]
        return f"{'SCHEMA' if '.' in container else 'DATABASE'} {container}"


def held(session: Session, role: str) -> list[Granted]:
    """Of a role that is not there, nothing."""
    try:
        now = session.rows(f"SHOW GRANTS TO ROLE {quoted(role)}")
        future = session.rows(f"SHOW FUTURE GRANTS TO ROLE {quoted(role)}")
    except StatementError as error:
        if error.number != DOES_NOT_EXIST:
            raise
        return []
    told = (*map(Granted.of, now), *(Granted.of(row, future=True) for row in future))
    return [it for it in told if it.kind != SERVICE_ROLE]


def is_expected(text: str, expected: Collection[str]) -> bool:
    """Whether what is granted is one of these, or of an object on which all is."""
    plain = text.replace('"', "")  # which names of the stack need nowhere
    return plain in expected or f"{ALL} ON {plain.partition(' ON ')[2]}" in expected
