"""Who may see the page: holders of ACCOUNTADMIN, as the grants stand now."""

from __future__ import annotations

from spcs_local.account import Account
from spcs_local.errors import SignInFailedError
from spcs_local.model.principal import Holder
from spcs_local.model.session import Session

ROLE = "ACCOUNTADMIN"


class NotAdministratorError(Exception):
    """The user is who they say, but does not hold ACCOUNTADMIN."""


def check_password(account: Account, user: str, password: str, source: str) -> Holder:
    """Whose password it is; raises SignInFailedError. Blocks."""
    if password.startswith("pat:"):
        # a token may be bound to a lesser role, which a sign-in by password would forget
        raise SignInFailedError("Programmatic access tokens are for programs: sign in with the password.")
    return account.model.sign_in.by_password(user, password, source)


def administrator(account: Account, holder: Holder) -> Session:
    """A session of this moment that acts as ACCOUNTADMIN, with the user's secondary roles; it is kept nowhere.

    Raises SignInFailedError when the user is gone or disabled. Blocks.
    """
    user = account.model.principal_of(holder).user
    try:
        return account.model.identity.session(holder, ROLE)
    except SignInFailedError:
        raise NotAdministratorError(user) from None
