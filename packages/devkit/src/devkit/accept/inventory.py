"""What an account has, as who deploys sees it: names, owners and comments, and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

KINDS = (
    *("ROLES", "USERS", "WAREHOUSES", "DATABASES", "SCHEMAS IN ACCOUNT", "INTEGRATIONS", "COMPUTE POOLS"),
    *("IMAGE REPOSITORIES IN ACCOUNT", "STAGES IN ACCOUNT", "NETWORK RULES IN ACCOUNT", "SECRETS IN ACCOUNT"),
    *("SERVICES IN ACCOUNT", "SNAPSHOTS IN ACCOUNT"),
)
GRANTS = "GRANTS ON ACCOUNT"
_NAME = ("database_name", "schema_name", "name")
_GRANT = ("privilege", "granted_to", "grantee_name")
_KEPT = ("owner", "comment")

Row = Mapping[str, object]


@dataclass(frozen=True)
class Thing:
    """An object, or a grant on the account."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind.removesuffix(' IN ACCOUNT').lower()}: {self.name}"


@dataclass(frozen=True)
class Inventory:
    things: dict[Thing, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[Row]]) -> "Inventory":
        """By what SHOW is asked for."""
        found = {}
        for kind, its in rows.items():
            parts = _GRANT if kind == GRANTS else _NAME
            for row in its:
                name = ".".join(str(row[part]) for part in parts if row.get(part))
                found[Thing(kind, name)] = tuple(str(row.get(part) or "") for part in _KEPT)
        return cls(found)

    def under(self, prefix: str) -> list[Thing]:
        """Those that bear the run's prefix, or lie in what does."""
        return [it for it in self.things if any(part.startswith(prefix) for part in it.name.split("."))]

    def lost(self, after: "Inventory") -> list[Thing]:
        """What is gone, or has another owner or comment."""
        return [it for it, kept in self.things.items() if after.things.get(it) != kept]
