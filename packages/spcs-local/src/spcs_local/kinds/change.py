"""What a kind's hooks know of the statement that creates, alters or drops one of its objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spcs_local.model.access import Access
from spcs_local.model.account_model import AccountModel
from spcs_local.model.identifiers import Name
from spcs_local.model.objects import StoredObject
from spcs_local.model.session import Session


@dataclass(frozen=True, kw_only=True)
class Change:
    """One statement's change. `before` is the object as it was; where one is created there is none.

    `container` and `name` say where a new object is to lie, and what it is called. `given` are the options as they were
    written, `clauses` what CREATE said besides them.
    """

    model: AccountModel
    session: Session
    access: Access
    before: StoredObject | None = None
    container: StoredObject | None = None
    name: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    clauses: frozenset[str] = frozenset()

    def find(self, kind: str, name: Name) -> StoredObject:
        """Another object that a value names, if who asks may see it."""
        return self.access.find(self.model.kinds[kind], name)
