"""Who may see the page: holders of ACCOUNTADMIN, as the grants stand now."""

from __future__ import annotations

from spcs_local.account import Account
from spcs_local.errors import SignInFailedError
from spcs_local.model.session import Session

ROLE = "ACCOUNTADMIN"


class NotAdministratorError(Exception):
    """The user is who they say, but does not hold ACCOUNTADMIN."""


def check_password(account: Account, user: str, password: str) -> str:
    """The stored name of the user; raises SignInFailedError. Blocks."""
    if password.startswith("pat:"):
        # a token may be bound to a lesser role, which a sign-in by password would forget
        raise SignInFailedError("Programmatic access tokens are for programs: sign in with the password.")
    return account.model.authenticate_password(user, password).user


def administrator(account: Account, user: str) -> Session:
    """A session of this moment that acts as ACCOUNTADMIN, with the user's secondary roles; it is kept nowhere.

    Raises SignInFailedError when the user is gone or disabled. Blocks.
    """
    account.model.principal_of(user)
    found = account.model.objects.find("USER", user)
    if found is None or ROLE not in account.model.identity.held_roles(found.id):
        raise NotAdministratorError(user)
    return account.model.identity.user_session(found, ROLE)
