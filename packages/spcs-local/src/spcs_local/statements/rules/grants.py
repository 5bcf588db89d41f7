"""Statements about roles and privileges."""

from __future__ import annotations

from spcs_local.model.identifiers import Name
from spcs_local.statements.rules.base import Named, Showing
from spcs_local.statements.statement import Phrase, Statement


class GranteeRole(Phrase):
    name: Name


class GranteeUser(Phrase):
    name: Name


class ContainerDatabase(Phrase):
    name: Name


class ContainerSchema(Phrase):
    name: Name


Container = ContainerDatabase | ContainerSchema


class TargetAccount(Phrase):
    pass


class TargetObject(Phrase):
    object_type: str
    name: Name


class TargetFunction(Phrase):
    name: Name
    signature: tuple[str, ...]


class TargetAll(Phrase):
    plural_type: str
    container: Container


Target = TargetAccount | TargetObject | TargetFunction | TargetAll


class AllPrivileges(Phrase):
    pass


Privileges = AllPrivileges | tuple[str, ...]


class GrantingRole(Named):
    """GRANT and REVOKE of a role."""

    grantee: GranteeRole | GranteeUser


class GrantRole(GrantingRole):
    pass


class RevokeRole(GrantingRole):
    pass


class GrantingPrivileges(Statement):
    """GRANT and REVOKE of privileges."""

    privileges: Privileges
    to_role: Name


class GrantPrivileges(GrantingPrivileges):
    target: Target
    grant_option: bool = False


class RevokePrivileges(GrantingPrivileges):
    target: Target
    grant_option_for: bool = False
    revoke_mode: str | None = None


class GrantOwnership(Statement):
    target: Target
    to_role: Name
    current_grants: str | None = None


class GrantingFuturePrivileges(GrantingPrivileges):
    """GRANT and REVOKE … ON FUTURE."""

    plural_type: str
    container: Container


class GrantFuturePrivileges(GrantingFuturePrivileges):
    grant_option: bool = False


class RevokeFuturePrivileges(GrantingFuturePrivileges):
    grant_option_for: bool = False
    revoke_mode: str | None = None


class FutureGrantsIn(Phrase):
    container: Container


class FutureGrantsTo(Phrase):
    name: Name


class ShowFutureGrants(Showing):
    future_grants_of: FutureGrantsIn | FutureGrantsTo
    most: str | None = None


class OnAccount(Phrase):
    pass


class OnObject(Phrase):
    object_type: str
    name: Name


class OnFunction(Phrase):
    name: Name
    signature: tuple[str, ...]


class ToRoleGrants(Phrase):
    name: Name


class ToUserGrants(Phrase):
    name: Name


class OfRole(Phrase):
    name: Name


class ShowGrants(Showing):
    grants_of: OnAccount | OnObject | OnFunction | ToRoleGrants | ToUserGrants | OfRole | None = None
    most: str | None = None
