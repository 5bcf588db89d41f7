"""GRANT and REVOKE."""

from __future__ import annotations

from typing import Any

from local.errors import InsufficientPrivilegesError, NotSupportedError, SnowflakeError
from local.handlers.call import Call, Handler
from local.handlers.generic import DONE
from local.model.objects import ACCOUNT_ID, StoredObject
from local.model.result import Result, status
from local.model.system_roles import ACCOUNT_PRIVILEGES, ACCOUNTADMIN

_KIND_OF_PLURAL = {
    "SCHEMAS": "SCHEMA",
    "IMAGE REPOSITORIES": "IMAGE REPOSITORY",
    "STAGES": "STAGE",
    "NETWORK RULES": "NETWORK RULE",
    "SERVICES": "SERVICE",
}


class NotGrantableError(SnowflakeError):
    """A privilege that the kind of object does not have."""

    def __init__(self, privilege: str, kind: str) -> None:
        message = f"SQL compilation error:\nInvalid privilege '{privilege}' for object type '{kind}'."
        super().__init__(3008, "42601", message)


def _grant_role(call: Call) -> Result:
    role, grantee = _role_and_grantee(call)
    with call.account.catalog.transaction():
        if grantee.id in call.account.grants.closure([role.id]):
            message = f"SQL execution error:\nGranting role '{role.name}' to '{grantee.name}' would create a cycle."
            raise SnowflakeError(3004, "42501", message)
        call.account.grants.add_role(role.id, grantee.id, _grantor(call, role))
    return status(DONE)


def _revoke_role(call: Call) -> Result:
    role, grantee = _role_and_grantee(call)
    with call.account.catalog.transaction():
        call.account.grants.remove_role(role.id, grantee.id)
    return status(DONE)


def _role_and_grantee(call: Call) -> tuple[StoredObject, StoredObject]:
    role = call.find("ROLE")
    if "grantee_user" in call.args:
        grantee = call.find("USER", call.args["grantee_user"])
    else:
        grantee = call.find("ROLE", call.args["grantee_role"])
    if not call.access.manages_grants and not call.access.holds(role):
        raise InsufficientPrivilegesError("ROLE", role.shown)
    return role, grantee


def _grant_privileges(call: Call) -> Result:
    role = call.find("ROLE", call.args["to_role"])
    option = bool(call.args.get("grant_option"))
    with call.account.catalog.transaction():
        for found in targets(call, call.args):
            for privilege in _privileges(call, found):
                call.account.grants.add(found.id, privilege, role.id, _grantor(call, found), option=option)
    return status(DONE)


def _revoke_privileges(call: Call) -> Result:
    role = call.find("ROLE", call.args["to_role"])
    option_only = bool(call.args.get("grant_option_for"))
    with call.account.catalog.transaction():
        for found in targets(call, call.args):
            for privilege in _privileges(call, found):
                call.account.grants.remove(found.id, privilege, role.id, option_only=option_only)
    return status(DONE)


def _grant_ownership(call: Call) -> Result:
    role = call.find("ROLE", call.args["to_role"])
    account = call.account
    with account.catalog.transaction():
        for found in targets(call, call.args):
            kind = call.kind(found.kind)
            if not kind.transferable:
                raise NotSupportedError(f"GRANT OWNERSHIP ON {kind.name}: Snowflake refuses it, so it")
            if not call.access.manages_grants:
                call.access.require(found)
            _settle_current_grants(call, found, role)
            account.objects.set_owner(found, role.id)
    return status(DONE)


def _settle_current_grants(call: Call, found: StoredObject, role: StoredObject) -> None:
    """COPY keeps the grants in the new owner's name, REVOKE drops them, silence allows none."""
    account = call.account
    others = [grant for grant in account.grants.on(found.id) if grant.role != role.name]
    mode = call.args.get("current_grants")
    if mode == "REVOKE CURRENT GRANTS":
        account.grants.clear(found.id)
    elif mode is None and others:
        message = (
            f"SQL execution error: Dependent grant of privilege '{others[0].privilege}' on securable '{found.path}'"
            f" to role '{others[0].role}' exists. It must be revoked first."
            " More than one dependent grant may exist: use 'SHOW GRANTS' command to view them."
            " To revoke all dependent grants while transferring object ownership, use convenience command"
            " 'GRANT OWNERSHIP ON <target_objects> TO <target_role> REVOKE CURRENT GRANTS'."
        )
        raise SnowflakeError(3036, "2BP01", message)


def targets(call: Call, args: dict[str, Any]) -> list[StoredObject]:
    """What a GRANT is on."""
    if "target_account" in args:
        return [call.account.objects.get(ACCOUNT_ID)]
    if "target_object" in args:
        target = args["target_object"]
        return [call.find(target["object_type"], target["values"][0])]
    target = args["target_all"]
    kind = call.kind(_KIND_OF_PLURAL[target["plural_type"]])
    if "container_database" in target:
        database = call.find("DATABASE", target["container_database"])
        return call.account.objects.list(kind.name, database_id=database.id)
    schema = call.find("SCHEMA", target["container_schema"])
    return call.account.objects.list(kind.name, schema_id=schema.id)


def _privileges(call: Call, found: StoredObject) -> list[str]:
    """The statement's privileges on this object, if who asks may pass them on."""
    known = ACCOUNT_PRIVILEGES if found.id == ACCOUNT_ID else call.kind(found.kind).privileges
    everything = "all_privileges" in call.args
    wanted = list(known) if everything else call.args["privileges"]
    for privilege in wanted:
        if privilege not in known:
            raise NotGrantableError(privilege, found.kind)
    allowed = _grantable(call, found, wanted)
    if everything and allowed:
        return allowed
    if len(allowed) < len(wanted):
        raise InsufficientPrivilegesError(found.kind, found.shown)
    return allowed


def _grantable(call: Call, found: StoredObject, wanted: list[str]) -> list[str]:
    access = call.access
    if found.id == ACCOUNT_ID:
        # MANAGE GRANTS does not reach the account's own privileges: ACCOUNTADMIN holds these with the grant option
        held = call.account.grants.privileges(found.id, access.roles)
        return [privilege for privilege in wanted if held.get(privilege)]
    if access.manages_grants or access.holds(_granting_object(call, found)):
        return wanted
    held = call.account.grants.privileges(found.id, access.roles)
    return [privilege for privilege in wanted if held.get(privilege)]


def _granting_object(call: Call, found: StoredObject) -> StoredObject:
    """Whose owner grants: the object itself, or its schema if that manages access."""
    if found.schema is not None and found.parent_id is not None:
        schema = call.account.objects.get(found.parent_id)
        if schema["managed_access"]:
            return schema
    return found


def _grantor(call: Call, found: StoredObject) -> str:
    """Who is recorded as grantor: with MANAGE GRANTS the owner, else the role in use."""
    if found.id == ACCOUNT_ID:
        return ACCOUNTADMIN
    if call.access.manages_grants and found.owner:
        return found.owner
    return call.access.principal.role or ACCOUNTADMIN


HANDLERS: dict[str, Handler] = {
    "grant_role": _grant_role,
    "revoke_role": _revoke_role,
    "grant_privileges": _grant_privileges,
    "revoke_privileges": _revoke_privileges,
    "grant_ownership": _grant_ownership,
}
