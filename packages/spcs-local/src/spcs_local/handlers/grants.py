"""GRANT and REVOKE."""

from __future__ import annotations

from collections.abc import Collection

from spcs_local.errors import (
    DependentGrantError,
    DoesNotExistError,
    GrantNotExecutedError,
    GrantPartiallyExecutedError,
    InsufficientPrivilegesError,
    NotSupportedError,
    SnowflakeError,
)
from spcs_local.handlers.call import Call, Context, on, registered
from spcs_local.handlers.object_lifecycle import DONE
from spcs_local.model.documented import is_privilege
from spcs_local.model.objects import ACCOUNT_ID, StoredObject
from spcs_local.model.query_result import Result, status
from spcs_local.model.revocation import Revocation
from spcs_local.model.signatures import signed
from spcs_local.model.system_roles import ACCOUNT_PRIVILEGES, ACCOUNTADMIN
from spcs_local.statements.rules.grants import (
    AllPrivileges,
    Container,
    ContainerDatabase,
    GranteeUser,
    GrantingPrivileges,
    GrantingRole,
    GrantOwnership,
    GrantPrivileges,
    GrantRole,
    Privileges,
    RevokePrivileges,
    RevokeRole,
    Target,
    TargetAccount,
    TargetAll,
    TargetFunction,
    TargetObject,
)

KIND_OF_PLURAL = {
    "SCHEMAS": "SCHEMA",
    "IMAGE REPOSITORIES": "IMAGE REPOSITORY",
    "STAGES": "STAGE",
    "NETWORK RULES": "NETWORK RULE",
    "SECRETS": "SECRET",
    "SERVICES": "SERVICE",
    "SNAPSHOTS": "SNAPSHOT",
    "FUNCTIONS": "FUNCTION",
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


def _grant_role(call: Call[GrantRole]) -> Result:
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


def _revoke_role(call: Call[RevokeRole]) -> Result:
    role, grantee = _role_and_grantee(call)
    if not call.access.governs(role):
        raise InsufficientPrivilegesError("ROLE", role.shown)
    with call.model.catalog.transaction():
        call.model.grants.remove_role(role.id, grantee.id)
    return status(DONE)


def _role_and_grantee(call: Call[GrantingRole]) -> tuple[StoredObject, StoredObject]:
    role, grantee = call.find("ROLE", call.statement.name), call.statement.grantee
    if isinstance(grantee, GranteeUser):
        user = call.model.objects.find("USER", grantee.name.last)  # whom a role goes to needs no right on the user
        if user is None:
            raise DoesNotExistError("USER", str(grantee.name))
        return role, user
    return role, call.find("ROLE", grantee.name)


def _grant_privileges(call: Call[GrantPrivileges]) -> Result:
    role = call.find("ROLE", call.statement.to_role)
    option = call.statement.grant_option
    refused: dict[str, None] = {}
    granted = False
    with call.model.catalog.transaction():
        for found in _targets(call, call.statement.target):
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


def _revoke_privileges(call: Call[RevokePrivileges]) -> Result:
    role = call.find("ROLE", call.statement.to_role)
    option_only = call.statement.grant_option_for
    cascade = call.statement.revoke_mode == "CASCADE"
    with call.model.catalog.transaction():
        for found in _targets(call, call.statement.target):
            revocation = Revocation(call.model.grants, call.access, found, cascade, option_only)
            for privilege in _privileges(call, found):
                revocation.revoke(privilege, role)
    return status(DONE)


def _grant_ownership(call: Call[GrantOwnership]) -> Result:
    if isinstance(call.statement.target, TargetAccount):
        raise call.unexpected("ACCOUNT")
    role = call.find("ROLE", call.statement.to_role)
    with call.model.catalog.transaction():
        for found in _targets(call, call.statement.target):
            if not call.kind(found.kind).transferable:
                raise OwnershipStaysError(found.kind)
            if not call.access.governs(found):
                raise InsufficientPrivilegesError(found.kind, found.shown)
            if found.owner_id != role.id:
                _settle_current_grants(call, found, role)
                call.model.objects.set_owner(found, role.id)
    return status(DONE)


def _settle_current_grants(call: Call[GrantOwnership], found: StoredObject, role: StoredObject) -> None:
    """COPY keeps the grants in the new owner's name, REVOKE drops them, silence allows none but on roles.

    https://docs.snowflake.com/en/sql-reference/sql/grant-ownership
    """
    grants = call.model.grants
    granted = sorted(grants.on(found.id), key=lambda grant: (grant.role, grant.privilege))
    mode = call.statement.current_grants
    if mode == "REVOKE CURRENT GRANTS":
        grants.clear(found.id)
    elif mode == "COPY CURRENT GRANTS":
        if not (call.access.manages_grants or call.access.counts(role.id)):
            raise InsufficientPrivilegesError(found.kind, found.shown)
        grants.hand_over(found.id, role.name)
    elif granted and found.kind != "ROLE":
        raise DependentGrantError(granted[0].privilege, str(found.path), granted[0].role, _TRANSFER_HINT)


def _targets(context: Context, target: Target) -> list[StoredObject]:
    """What a GRANT is on; of ALL in a database or schema, what is there for who asks."""
    match target:
        case TargetAccount():
            return [context.model.objects.get(ACCOUNT_ID)]
        case TargetObject(object_type=kind, name=name):
            return [context.find(kind, name)]
        case TargetFunction(name=name, signature=signature):
            return [context.find("FUNCTION", signed(name, signature))]
        case TargetAll(plural_type=plural, container=container):
            listed = _within(context, context.kind(KIND_OF_PLURAL[plural]).name, container)
            return [found for found in listed if context.access.sees(found)]


def _within(context: Context, kind: str, container: Container) -> list[StoredObject]:
    found = find_container(context, container)
    if isinstance(container, ContainerDatabase):
        return context.model.objects.list(kind, database_id=found.id)
    return context.model.objects.list(kind, schema_id=found.id)


def find_container(context: Context, container: Container) -> StoredObject:
    """The database or schema that objects lie in."""
    return context.find("DATABASE" if isinstance(container, ContainerDatabase) else "SCHEMA", container.name)


def _privileges(call: Call[GrantingPrivileges], found: StoredObject) -> list[str]:
    known = ACCOUNT_PRIVILEGES if found.id == ACCOUNT_ID else call.kind(found.kind).privileges
    return named_privileges(call.statement.privileges, found.kind, known)


def named_privileges(privileges: Privileges, kind: str, known: Collection[str]) -> list[str]:
    """A statement's privileges, which the kind of object must have."""
    if isinstance(privileges, AllPrivileges):
        return list(known)
    for privilege in privileges:
        if privilege not in known:
            if is_privilege(privilege, kind):
                raise NotSupportedError(f"Privilege {privilege} on {kind}")
            raise NotGrantableError(privilege, kind)
    return list(privileges)


def _grantor(context: Context, found: StoredObject, privilege: str) -> str:
    """Who is recorded as grantor: the owner in whose name it is done, else who holds the grant option."""
    if context.access.governs(found):
        return context.access.governing(found).owner or ACCOUNTADMIN
    return context.access.option_holder(found, privilege) or ACCOUNTADMIN


HANDLERS = registered(
    on(GrantRole, _grant_role),
    on(RevokeRole, _revoke_role),
    on(GrantPrivileges, _grant_privileges),
    on(RevokePrivileges, _revoke_privileges),
    on(GrantOwnership, _grant_ownership),
)
