"""What SHOW and DESCRIBE know besides the object: the account's names and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spcs_local.model.session import Session

if TYPE_CHECKING:
    from spcs_local.account import Account
    from spcs_local.model.access import Access


@dataclass(frozen=True)
class View:
    """Handed to every column of a kind."""

    account: Account
    session: Session
    access: Access
