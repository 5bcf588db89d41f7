"""What SHOW and DESCRIBE know besides the object: the account's rules and who asks."""

from __future__ import annotations

from dataclasses import dataclass

from spcs_local.model.access import Access
from spcs_local.model.account_model import AccountModel
from spcs_local.model.session import Session


@dataclass(frozen=True)
class View:
    """Handed to every column of a kind."""

    model: AccountModel
    session: Session
    access: Access
