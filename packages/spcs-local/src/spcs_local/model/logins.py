"""Which user a login name stands for, and whether it may sign in."""

from __future__ import annotations

from spcs_local.errors import SignInFailedError
from spcs_local.model.identifiers import fold
from spcs_local.model.objects import Objects, StoredObject


def login_name(user: StoredObject) -> str:
    """What the user signs in as."""
    return str(user["LOGIN_NAME"] or user.name).upper()


def folded(login: str) -> str:
    """A login name as it is compared: in any case, with or without quotes."""
    return fold(login).upper()


def names(login: str, user: StoredObject) -> bool:
    """Whether a login name is this user's."""
    return folded(login) == login_name(user)


def by_login(objects: Objects, login: str) -> StoredObject | None:
    """The user who signs in by this name."""
    wanted = folded(login)
    found = objects.find("USER", wanted)
    if found is not None and login_name(found) == wanted:
        return found
    return next((user for user in objects.list("USER") if login_name(user) == wanted), None)


def by_email(objects: Objects, address: str) -> StoredObject | None:
    """The only user with this address."""
    found = [user for user in objects.list("USER") if str(user["EMAIL"] or "").lower() == address.lower()]
    return found[0] if len(found) == 1 else None


def enabled(user: StoredObject) -> StoredObject:
    """The user, who must not be disabled."""
    if user["DISABLED"]:
        raise SignInFailedError("User access disabled. Contact your local system administrator.", 390101)
    return user
