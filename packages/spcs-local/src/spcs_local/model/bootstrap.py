"""What an account holds before its first statement: itself, the system roles, the administrator."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spcs_local.catalog import Catalog, emptied
from spcs_local.model.grants import Grants
from spcs_local.model.object_kinds import ACCOUNT, ObjectKind
from spcs_local.model.objects import ACCOUNT_ID, Objects
from spcs_local.model.sign_in import SignIn
from spcs_local.model.system_roles import (
    ACCOUNTADMIN,
    BY_SNOWFLAKE,
    GRANTED_BY_ACCOUNTADMIN,
    HIERARCHY,
    INITIAL_PRIVILEGES,
    SYSADMIN,
    SYSTEM_ROLES,
)
from spcs_local.settings import Settings
from spcs_local.whole_files import read_whole, write_whole

ADMINISTRATOR = "ADMIN"
_REMEDY = "remove it, and the account gives its administrator another password at its next start"
_ACCOUNT_KIND = ObjectKind(name=ACCOUNT, plural="ACCOUNTS", scope=ACCOUNT)


@dataclass(frozen=True)
class Parts:
    """What is filled."""

    settings: Settings
    catalog: Catalog
    kinds: Mapping[str, ObjectKind]
    objects: Objects
    grants: Grants
    sign_in: SignIn


def prepare(parts: Parts) -> None:
    """Fill a new catalog; in an old one only what a setting decides changes."""
    with parts.catalog.transaction():
        if not parts.catalog.row("SELECT 1 FROM objects WHERE id = ?", (ACCOUNT_ID,)):
            _check_new(parts.settings.home)
            _fill(parts)
        _apply_behaviour(parts)
    _administrator(parts)


def _check_new(home: Path) -> None:
    """Raise where an account has been: filled anew, its catalog would not know whose the files of stages are."""
    if administrator_path(home).exists() or any(path.name.isdigit() for path in (home / "stages").glob("*")):
        raise emptied(home / "account.sqlite")


def administrator_path(home: Path) -> Path:
    """Where an account says how its administrator signs in."""
    return home / "administrator.json"


def administrator_of(home: Path) -> tuple[str, str]:
    """The administrator's name and password. FileNotFoundError before the account's first start."""
    return read_whole(administrator_path(home), _administrator_from, _REMEDY)


def stale_administrator(home: Path, sign_in: SignIn) -> str:
    """What to tell a person where the file has a name and password that sign nobody in any more; else nothing."""
    user, password = administrator_of(home)
    if sign_in.is_password(user, password):
        return ""
    return (
        f"{administrator_path(home)}: its password is not that of user {user} (any more): sign in with the one that"
        f" was set, and write it there; or {_REMEDY}"
    )


def _administrator_from(content: bytes) -> tuple[str, str]:
    found = json.loads(content)
    return str(found["user"]), str(found["password"])


def _fill(parts: Parts) -> None:
    parts.objects.create(_ACCOUNT_KIND, None, parts.settings.locator, None, {})
    role_kind = parts.kinds["ROLE"]
    for name, comment in SYSTEM_ROLES.items():
        parts.objects.create(role_kind, None, name, None, {"COMMENT": comment})
    for role, parent in HIERARCHY:
        parts.grants.add_role(_role(parts, role), _role(parts, parent), BY_SNOWFLAKE)
    for role, privileges in INITIAL_PRIVILEGES.items():
        for privilege in privileges:
            option = role == ACCOUNTADMIN or privilege not in GRANTED_BY_ACCOUNTADMIN
            parts.grants.add(ACCOUNT_ID, privilege, _role(parts, role), BY_SNOWFLAKE, option=option)


def _apply_behaviour(parts: Parts) -> None:
    sysadmin = _role(parts, SYSADMIN)
    if parts.settings.behaviour.sysadminCreatesPools:
        parts.grants.add(ACCOUNT_ID, "CREATE COMPUTE POOL", sysadmin, BY_SNOWFLAKE)
    else:
        parts.grants.remove(ACCOUNT_ID, "CREATE COMPUTE POOL", sysadmin)


def _administrator(parts: Parts) -> None:
    path = administrator_path(parts.settings.home)
    user = parts.objects.find("USER", ADMINISTRATOR)
    if user is not None and path.exists():
        administrator_of(parts.settings.home)
        return
    password = secrets.token_urlsafe(18)
    with parts.catalog.transaction():
        if user is None:
            kind = parts.kinds["USER"]
            values = kind.read({})
            values.pop("PASSWORD")
            values |= {"DEFAULT_ROLE": ACCOUNTADMIN}
            user = parts.objects.create(kind, None, ADMINISTRATOR, _role(parts, ACCOUNTADMIN), values)
            parts.grants.add_role(_role(parts, ACCOUNTADMIN), user.id, BY_SNOWFLAKE)
        parts.sign_in.set_password(user.id, password)
    parts.catalog.settle()
    write_whole(path, json.dumps({"user": ADMINISTRATOR, "password": password}).encode())


def _role(parts: Parts, name: str) -> int:
    found = parts.objects.find("ROLE", name)
    if found is None:
        raise LookupError(f"the catalog has no role {name}")
    return found.id
