"""What an account holds before its first statement: itself, the system roles, the administrator."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from spcs_local.model.kinds import ACCOUNT, Kind
from spcs_local.model.objects import ACCOUNT_ID
from spcs_local.model.system_roles import (
    ACCOUNTADMIN,
    BY_SNOWFLAKE,
    GRANTED_BY_ACCOUNTADMIN,
    HIERARCHY,
    INITIAL_PRIVILEGES,
    SYSADMIN,
    SYSTEM_ROLES,
)

if TYPE_CHECKING:
    from spcs_local.account import Account

ADMINISTRATOR = "ADMIN"
_ACCOUNT_KIND = Kind(name=ACCOUNT, plural="ACCOUNTS", scope=ACCOUNT, show=())


def prepare(account: Account) -> None:
    """Fill a new catalog; in an old one only what a setting decides changes."""
    with account.catalog.transaction():
        if not account.catalog.row("SELECT 1 FROM objects WHERE id = ?", (ACCOUNT_ID,)):
            _fill(account)
        _apply_behaviour(account)
    _administrator(account)


def _fill(account: Account) -> None:
    account.objects.create(_ACCOUNT_KIND, None, account.settings.locator, None, {})
    role_kind = account.kinds["ROLE"]
    for name, comment in SYSTEM_ROLES.items():
        account.objects.create(role_kind, None, name, None, {"COMMENT": comment})
    for role, parent in HIERARCHY:
        account.grants.add_role(_role(account, role), _role(account, parent), BY_SNOWFLAKE)
    for role, privileges in INITIAL_PRIVILEGES.items():
        for privilege in privileges:
            option = role == ACCOUNTADMIN or privilege not in GRANTED_BY_ACCOUNTADMIN
            account.grants.add(ACCOUNT_ID, privilege, _role(account, role), BY_SNOWFLAKE, option=option)


def _apply_behaviour(account: Account) -> None:
    sysadmin = _role(account, SYSADMIN)
    if account.settings.behaviour.sysadminCreatesPools:
        account.grants.add(ACCOUNT_ID, "CREATE COMPUTE POOL", sysadmin, BY_SNOWFLAKE)
    else:
        account.grants.remove(ACCOUNT_ID, "CREATE COMPUTE POOL", sysadmin)


def _administrator(account: Account) -> None:
    path = account.settings.home / "administrator.json"
    user = account.objects.find("USER", ADMINISTRATOR)
    if user is not None and path.exists():
        return
    password = secrets.token_urlsafe(18)
    with account.catalog.transaction():
        if user is None:
            kind = account.kinds["USER"]
            values = kind.read({})
            values.pop("PASSWORD")
            values |= {"DEFAULT_ROLE": ACCOUNTADMIN}
            user = account.objects.create(kind, None, ADMINISTRATOR, _role(account, ACCOUNTADMIN), values)
            account.grants.add_role(_role(account, ACCOUNTADMIN), user.id, BY_SNOWFLAKE)
        account.sign_in.set_password(user.id, password)
    write_private(path, {"user": ADMINISTRATOR, "password": password})


def write_private(path: Path, content: dict[str, str]) -> None:
    """Write JSON that only its owner may read, whole or not at all."""
    temporary = path.with_suffix(".part")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _role(account: Account, name: str) -> int:
    found = account.objects.find("ROLE", name)
    if found is None:
        raise LookupError(f"the catalog has no role {name}")
    return found.id
