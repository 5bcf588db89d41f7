"""GRANT and REVOKE."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from spcs_local.errors import (
    DependentGrantError,
    DoesNotExistError,
    GrantNotExecutedError,
    GrantPartiallyExecutedError,
    InsufficientPrivilegesError,
    SnowflakeError,
)
from spcs_local.handlers.call import Call, Handler
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.model.objects import ACCOUNT_ID, StoredObject
from spcs_local.model.query_result import Result, status
from spcs_local.model.revocation import Revocation
from spcs_local.model.system_roles import ACCOUNT_PRIVILEGES, ACCOUNTADMIN

KIND_OF_PLURAL = {
    "SCHEMAS": "SCHEMA",
    "IMAGE REPOSITORIES": "IMAGE REPOSITORY",
    "STAGES": "STAGE",
    "NETWORK RULES": "NETWORK RULE",
    "SECRETS": "SECRET",
    "SERVICES": "SERVICE",
    "SNAPSHOTS": "SNAPSHOT",
}
_TRANSFER_HINT = (
    "  To revoke all dependent grants while transferring object ownership, use convenience command"
    " 'GRANT OWNERSHIP ON <target_objects> TO <target_role> REVOKE CURRENT GRANTS'."
)


class NotGrantableError(SnowflakeError):
    """A privilege that the kind of object does not have."""

    def __init__(self, privilege: str, kind: str) -> None:
        message = f"SQL compilation error:\nInvalid privilege '{privilege}' for object type '{kind}'."
        super().__init__(3008, "42601", message)


class OwnershipStaysError(SnowflakeError):
    """GRANT OWNERSHIP on a kind of object that keeps its owner. No page documents the number of the refusal."""

    def __init__(self, kind: str) -> None:
        super().__init__(2, "0A000", f"SQL compilation error:\nUnsupported feature 'GRANT OWNERSHIP ON {kind}'.")


def _grant_role(call: Call) -> Result:
    role, grantee = _role_and_grantee(call)
    if not call.access.governs(role):
        raise GrantNotExecutedError
    with call.model.catalog.transaction():
        if grantee.id in call.model.grants.closure([role.id]):
            message = f"SQL execution error:\nGranting role '{role.name}' to '{grantee.name}' would create a cycle."
            raise SnowflakeError(3004, "42501", message)
        grantor = role.owner or call.access.principal.role or ACCOUNTADMIN
        call.model.grants.add_role(role.id, grantee.id, grantor)
    return status(DONE)


def _revoke_role(call: Call) -> Result:
    role, grantee = _role_and_grantee(call)
    if not call.access.governs(role):
        raise InsufficientPrivilegesError("ROLE", role.shown)
    with call.model.catalog.transaction():
        call.model.grants.remove_role(role.id, grantee.id)
    return status(DONE)


def _role_and_grantee(call: Call) -> tuple[StoredObject, StoredObject]:
    role = call.find("ROLE")
    if "grantee_user" in call.args:
        name = call.args["grantee_user"]
        user = call.model.objects.find("USER", name.last)  # whom a role goes to needs no right on the user
        if user is None:
            raise DoesNotExistError("USER", str(name))
        return role, user
    return role, call.find("ROLE", call.args["grantee_role"])


def _grant_privileges(call: Call) -> Result:
    role = call.find("ROLE", call.args["to_role"])
    option = bool(call.args.get("grant_option"))
    refused: dict[str, None] = {}
    granted = False
    with call.model.catalog.transaction():
        for found in targets(call, call.args):
            for privilege in _privileges(call, found):
                if call.access.may_grant(found, privilege):
                    grantor = _grantor(call, found, privilege)
                    call.model.grants.add(found.id, privilege, role.id, grantor, option=option)
                    granted = True
                else:
                    refused[privilege] = None
    if refused:
        raise GrantPartiallyExecutedError(list(refused)) if granted else GrantNotExecutedError
    return status(DONE)


def _revoke_privileges(call: Call) -> Result:
    role = call.find("ROLE", call.args["to_role"])
    option_only = bool(call.args.get("grant_option_for"))
    cascade = call.args.get("revoke_mode") == "CASCADE"
    with call.model.catalog.transaction():
        for found in targets(call, call.args):
            revocation = Revocation(call.model.grants, call.access, found, cascade, option_only)
            for privilege in _privileges(call, found):
                revocation.revoke(privilege, role)
    return status(DONE)


def _grant_ownership(call: Call) -> Result:
    if "target_account" in call.args:
        raise call.unexpected("ACCOUNT")
    role = call.find("ROLE", call.args["to_role"])
    with call.model.catalog.transaction():
        for found in targets(call, call.args):
            if not call.kind(found.kind).transferable:
                raise OwnershipStaysError(found.kind)
            if not call.access.governs(found):
                raise InsufficientPrivilegesError(found.kind, found.shown)
            if found.owner_id != role.id:
                _settle_current_grants(call, found, role)
                call.model.objects.set_owner(found, role.id)
    return status(DONE)


def _settle_current_grants(call: Call, found: StoredObject, role: StoredObject) -> None:
    """COPY keeps the grants in the new owner's name, REVOKE drops them, silence allows none but on roles.

    https://docs.snowflake.com/en/sql-reference/sql/grant-ownership
    """
    grants = call.model.grants
    granted = sorted(grants.on(found.id), key=lambda grant: (grant.role, grant.privilege))
    mode = call.args.get("current_grants")
    if mode == "REVOKE CURRENT GRANTS":
        grants.clear(found.id)
    elif mode == "COPY CURRENT GRANTS":
        if not (call.access.manages_grants or call.access.counts(role.id)):
            raise InsufficientPrivilegesError(found.kind, found.shown)
        grants.hand_over(found.id, role.name)
    elif granted and found.kind != "ROLE":
        raise DependentGrantError(granted[0].privilege, str(found.path), granted[0].role, _TRANSFER_HINT)


def targets(call: Call, args: dict[str, Any]) -> list[StoredObject]:
    """What a GRANT is on; of ALL in a database or schema, what is there for who asks."""
    if "target_account" in args:
        return [call.model.objects.get(ACCOUNT_ID)]
    if "target_object" in args:
        target = args["target_object"]
        return [call.find(target["object_type"], target["values"][0])]
    target = args["target_all"]
    kind = call.kind(KIND_OF_PLURAL[target["plural_type"]])
    if "container_database" in target:
        database = call.find("DATABASE", target["container_database"])
        listed = call.model.objects.list(kind.name, database_id=database.id)
    else:
        schema = call.find("SCHEMA", target["container_schema"])
        listed = call.model.objects.list(kind.name, schema_id=schema.id)
    return [found for found in listed if call.access.sees(found)]


def _privileges(call: Call, found: StoredObject) -> list[str]:
    known = ACCOUNT_PRIVILEGES if found.id == ACCOUNT_ID else call.kind(found.kind).privileges
    return named_privileges(call, found.kind, known)


def named_privileges(call: Call, kind: str, known: Collection[str]) -> list[str]:
    """The statement's privileges, which the kind of object must have."""
    if "all_privileges" in call.args:
        return list(known)
    for privilege in call.args["privileges"]:
        if privilege not in known:
            raise NotGrantableError(privilege, kind)
    return list(call.args["privileges"])


def _grantor(call: Call, found: StoredObject, privilege: str) -> str:
    """Who is recorded as grantor: the owner in whose name it is done, else who holds the grant option."""
    if call.access.governs(found):
        return call.access.governing(found).owner or ACCOUNTADMIN
    return call.access.option_holder(found, privilege) or ACCOUNTADMIN


HANDLERS: dict[str, Handler] = {
    "grant_role": _grant_role,
    "revoke_role": _revoke_role,
    "grant_privileges": _grant_privileges,
    "revoke_privileges": _revoke_privileges,
    "grant_ownership": _grant_ownership,
}
