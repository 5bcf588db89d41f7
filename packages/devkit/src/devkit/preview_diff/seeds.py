"""Statements that make what a stack takes as existing, so that it is there in an account that nobody has used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from devkit.preview_diff.stack_file import PROJECT, ROLE, existing_name, is_existing, table

Config = Mapping[str, Any]
SYSTEM_ROLES = ("ACCOUNTADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN")
_PEOPLE = ("role", "ownerRole", "notebookOwnerRole")
_POOLS = ("milvusPool", "jupyterPool")
_NOT_ROLES = frozenset({"users", "milvus", "jupyter"})
_PUBLIC = "PUBLIC"
# where network rules lie of integrations that exist
_ASIDE = '"PREVIEW_DIFF"'
POOL_OPTIONS = "MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S"


def statements(config: Config, deployer: str, user: str) -> list[str]:
    """For an administrator. `deployer` is the role that may make all of it, `user` who signs in with it."""
    made = [*_roles(config, deployer), *_user(config), *_storage(config), *_pools(config), *_integrations(config)]
    owned = [f"USE ROLE {_quoted(deployer)}", *made, "USE ROLE ACCOUNTADMIN"] if made else []
    return [*_makers(config, deployer, user), *owned]


def _makers(config: Config, deployer: str, user: str) -> Iterator[str]:
    """The roles that make parts of the stack: with what the deployer's has, but for the system's own."""
    parts = config.get(f"{PROJECT}:roles")
    named = [config.get(ROLE), *(parts.values() if isinstance(parts, Mapping) else ())]
    if config.get(f"{PROJECT}:guidePrivileges") in (True, "true"):
        named += SYSTEM_ROLES
    for role in dict.fromkeys(str(it).upper() for it in named if it):
        if role == deployer:
            continue
        if role not in SYSTEM_ROLES:
            yield f"CREATE ROLE IF NOT EXISTS {_quoted(role)}"
            yield f"GRANT ROLE {_quoted(deployer)} TO ROLE {_quoted(role)}"
        yield f"GRANT ROLE {_quoted(role)} TO USER {_quoted(user)}"


def _roles(config: Config, deployer: str) -> Iterator[str]:
    """Those who use, own and enter. An owner may have public endpoints, and is one that the deployer can be."""
    services = table(config, "services").values()
    owners = [*(config.get(f"{PROJECT}:{key}") for key in _PEOPLE), *(row.get("owner") for row in services)]
    existing = [name for it in owners if (name := existing_name(it))]
    plain = {str(it) for it in owners if isinstance(it, str)}
    entering = [it for row in services for it in row.get("mayEnter") or () if it not in _NOT_ROLES | plain]
    for name in dict.fromkeys(map(str, [*existing, *entering])):
        yield f"CREATE ROLE IF NOT EXISTS {_quoted(name)}"
        yield f"GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE {_quoted(name)}"
        yield f"GRANT ROLE {_quoted(name)} TO ROLE {_quoted(deployer)}"


def _user(config: Config) -> Iterator[str]:
    name, role = (existing_name(config.get(f"{PROJECT}:{key}")) for key in ("user", "role"))
    if name:
        yield f"CREATE USER IF NOT EXISTS {_quoted(name)}"
        if role:
            yield f"GRANT ROLE {_quoted(role)} TO USER {_quoted(name)}"


def _storage(config: Config) -> Iterator[str]:
    if name := existing_name(config.get(f"{PROJECT}:warehouse")):
        yield from _made("WAREHOUSE", _quoted(name))
    database = existing_name(config.get(f"{PROJECT}:database"))
    if not database:
        return
    yield from _made("DATABASE", _quoted(database))
    given = config.get(f"{PROJECT}:schema")
    schema = existing_name(given) or str(given or _PUBLIC)
    place = f"{_quoted(database)}.{_quoted(schema)}"
    if is_existing(given) and schema.upper() != _PUBLIC:
        yield from _made("SCHEMA", place)
    elif schema.upper() == _PUBLIC:
        yield f"GRANT ALL PRIVILEGES ON SCHEMA {place} TO ROLE {_PUBLIC}"
    if repository := existing_name(config.get(f"{PROJECT}:repository")):
        yield from _made("IMAGE REPOSITORY", f"{place}.{_quoted(repository)}")


def _pools(config: Config) -> Iterator[str]:
    rows = table(config, "pools").values()
    found = [*(config.get(f"{PROJECT}:{key}") for key in _POOLS), *rows]
    for name in dict.fromkeys(name for it in found if (name := existing_name(it))):
        yield from _made("COMPUTE POOL", _quoted(name), POOL_OPTIONS)


def _integrations(config: Config) -> Iterator[str]:
    of_services = [it for row in table(config, "services").values() for it in row.get("integrations") or ()]
    own = existing_name(config.get(f"{PROJECT}:egressIntegration"))
    names = dict.fromkeys(str(it) for it in (own, *of_services) if it and it != "egress")
    if names:
        yield f"CREATE DATABASE IF NOT EXISTS {_ASIDE}"
        yield (
            f"CREATE NETWORK RULE IF NOT EXISTS {_ASIDE}.{_PUBLIC}.ANYWHERE TYPE = HOST_PORT MODE = EGRESS "
            "VALUE_LIST = ('0.0.0.0')"
        )
    for name in names:
        options = f"ALLOWED_NETWORK_RULES = ({_ASIDE}.{_PUBLIC}.ANYWHERE) ENABLED = TRUE"
        yield from _made("EXTERNAL ACCESS INTEGRATION", _quoted(name), options, called="INTEGRATION")


def _made(kind: str, name: str, options: str = "", called: str = "") -> Iterator[str]:
    """With every right for everybody: whether one is lacking in the real account, nobody can tell here."""
    yield f"CREATE {kind} IF NOT EXISTS {name} {options}".rstrip()
    yield f"GRANT ALL PRIVILEGES ON {called or kind} {name} TO ROLE {_PUBLIC}"


def _quoted(name: str) -> str:
    return '"' + name.upper().replace('"', '""') + '"'
