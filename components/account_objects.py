"""Objects of an account, as SHOW tells of them to a role that may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from components.session import DOES_NOT_EXIST, Row, Session, StatementError
from components.sql import Existing, Identifier, literal

CANNOT_BE_SEEN = (DOES_NOT_EXIST, 2043)  # the database or schema that is looked into


@dataclass(frozen=True)
class Kind:
    """`word` is what messages call it, `plural` what SHOW does; `around` are kinds of what an object of it lies in, the
    outermost first."""

    word: str
    plural: str
    around: tuple[Kind, ...] = ()

    @property
    def named_by(self) -> tuple[str, ...]:
        """The properties of a resource that make up the full name."""
        return (*(kind.word for kind in self.around), "name")


ROLE = Kind("role", "ROLES")
USER = Kind("user", "USERS")
WAREHOUSE = Kind("warehouse", "WAREHOUSES")
DATABASE = Kind("database", "DATABASES")
INTEGRATION = Kind("integration", "INTEGRATIONS")  # all of an account share their names, whatever they are for
COMPUTE_POOL = Kind("compute pool", "COMPUTE POOLS")
SCHEMA = Kind("schema", "SCHEMAS", (DATABASE,))
IMAGE_REPOSITORY = Kind("image repository", "IMAGE REPOSITORIES", (DATABASE, SCHEMA))
STAGE = Kind("stage", "STAGES", (DATABASE, SCHEMA))
NETWORK_RULE = Kind("network rule", "NETWORK RULES", (DATABASE, SCHEMA))
SECRET = Kind("secret", "SECRETS", (DATABASE, SCHEMA))
SERVICE = Kind("service", "SERVICES", (DATABASE, SCHEMA))
TAG = Kind("tag", "TAGS", (DATABASE, SCHEMA))


@dataclass(frozen=True)
class ObjectName:
    """An object by its kind and the parts of its full name, the database first."""

    kind: Kind
    parts: tuple[Identifier, ...]

    @classmethod
    def of(cls, kind: Kind, *parts: str) -> ObjectName:
        wanted = len(kind.around) + 1
        if len(parts) != wanted:
            raise ValueError(f"{kind.word} {'.'.join(parts)} has {len(parts)} parts; its name has {wanted}")
        return cls(kind, tuple(part if isinstance(part, Identifier) else Identifier(part) for part in parts))

    @property
    def existing(self) -> bool:
        """Whether it was there before the stack, which says so by its name."""
        return isinstance(self.parts[-1], Existing)

    @property
    def question(self) -> str:
        """The statement that shows it."""
        inside = ".".join(part.quoted for part in self.parts[:-1])
        within = f" IN {self.kind.around[-1].word.upper()} {inside}" if inside else ""
        return f"SHOW {self.kind.plural} LIKE {literal(self.parts[-1])}{within}"

    @property
    def id(self) -> str:
        """As the provider calls its resource."""
        return str(self.parts[0]) if len(self.parts) == 1 else ".".join(part.quoted for part in self.parts)

    @property
    def sql(self) -> str:
        """As GRANT and SHOW GRANTS name it."""
        return f"{self.kind.word.upper()} {'.'.join(self.parts)}"

    @property
    def drop(self) -> str:
        """The statement that drops it; one without FORCE is refused for a service with block volumes."""
        return f"DROP {self.sql} FORCE" if self.kind == SERVICE else f"DROP {self.sql}"

    def __str__(self) -> str:
        return f"{self.kind.word} {'.'.join(self.parts)}"


def owner_by(grants: Iterable[Row]) -> str | None:
    """By SHOW GRANTS ON an object, for kinds of which SHOW tells no owner."""
    return next((str(row["grantee_name"]) for row in grants if row["privilege"] == "OWNERSHIP"), None)


def find(session: Session, name: ObjectName) -> Row | None:
    """What the account shows of it; None where it is not there, or the session's roles may not see it."""
    try:
        rows = session.rows(name.question)
    except StatementError as error:
        if error.number in CANNOT_BE_SEEN:
            return None
        raise
    # LIKE takes _ for any character and knows no case, so the name is compared again
    return next((row for row in rows if row["name"] == name.parts[-1]), None)
