"""From credentials to principals and sessions: which roles count for whom."""

from __future__ import annotations

from spcs_local.errors import SessionGoneError, SignInFailedError
from spcs_local.model.grants import Grants
from spcs_local.model.identifiers import parse_name
from spcs_local.model.objects import Objects, StoredObject
from spcs_local.model.principal import Principal
from spcs_local.model.session import Session
from spcs_local.model.sessions import Sessions, new_id
from spcs_local.model.sign_in import SignIn
from spcs_local.model.system_roles import PUBLIC

_ALL = '["ALL"]'


class Identity:
    """Users, services and their roles, as they are now."""

    def __init__(self, objects: Objects, grants: Grants, sign_in: SignIn, sessions: Sessions) -> None:
        self._objects = objects
        self._grants = grants
        self._sign_in = sign_in
        self._sessions = sessions

    def by_token(self, token: str) -> Principal:
        """The holder of a session token, a programmatic access token or a service's token."""
        if token.startswith("ses:"):
            return self.of_session(self._sessions.by_token(token))
        if token.startswith("pat:"):
            user, role = self._sign_in.by_access_token(token)
            if role is None:
                return self.of_user(user)
            return Principal(user.name, role if role in self.held_roles(user.id) else None)
        service, role = self._sign_in.by_service_token(token)
        return Principal(service, role, (), service)

    def of_user(self, user: StoredObject) -> Principal:
        """A user as at a fresh sign-in."""
        held = self.held_roles(user.id)
        role = user["DEFAULT_ROLE"] if user["DEFAULT_ROLE"] in held else PUBLIC
        secondary = tuple(sorted(held - {role})) if user["DEFAULT_SECONDARY_ROLES"] == _ALL else ()
        return Principal(user.name, role, secondary)

    def of_session(self, session: Session) -> Principal:
        """Who a session acts for."""
        held = self.roles_to_take(session)
        role = session.role if session.role in held else None
        if session.secondary == "ALL":
            secondary = tuple(sorted(held - {role or ""}))
        else:
            secondary = tuple(name for name in session.secondary.split(",") if name in held)
        return Principal(session.user, role, secondary, session.service)

    def held_roles(self, user_id: int) -> frozenset[str]:
        """Every role of a user: granted, inherited, PUBLIC."""
        granted = [self._objects.find("ROLE", m.role) for m in self._grants.memberships_to(user_id)]
        return self._inherited([role.id for role in granted if role is not None])

    def roles_to_take(self, session: Session) -> frozenset[str]:
        """What USE ROLE may name: a service has its owner's role, a bound token its own."""
        if session.service is not None:
            name = parse_name(session.service)
            service = self._objects.find_path("SERVICE", name.parts) if name else None
            if service is None or service.owner is None:
                raise SessionGoneError
            return frozenset((service.owner, PUBLIC))
        held = self.held_roles(session.user_id or 0)
        if session.restriction is not None:
            return held & {session.restriction}
        return held

    def user_session(self, user: StoredObject, role: str | None = None, restriction: str | None = None) -> Session:
        """A session with the user's defaults, or with the role asked for, which must be held."""
        role = role or restriction
        if role is not None and (role not in self.held_roles(user.id) or (restriction or role) != role):
            message = (
                f"Role '{role}' specified in the connect string is not granted to this user. Contact your local system"
                " administrator, or attempt to login with another role, e.g. PUBLIC."
            )
            raise SignInFailedError(message, 390189)
        secondary = "ALL" if user["DEFAULT_SECONDARY_ROLES"] == _ALL and restriction is None else "NONE"
        session = Session(new_id(), user.name, user.id, role or self.of_user(user).role, secondary)
        session.restriction = restriction
        session.warehouse = user["DEFAULT_WAREHOUSE"] or None
        namespace = parse_name(str(user["DEFAULT_NAMESPACE"] or ""))
        if namespace is not None:
            session.database = namespace.parts[0]
            session.schema = namespace.parts[1] if len(namespace.parts) > 1 else PUBLIC
        return session

    def service_session(self, token: str, role: str | None = None) -> Session:
        """The session of a service's own user: owner role, its database and schema, its query warehouse."""
        service, owner = self._sign_in.by_service_token(token)
        name = parse_name(service)
        found = self._objects.find_path("SERVICE", name.parts) if name else None
        if found is None or role not in (None, owner, PUBLIC):
            raise SignInFailedError(f"Role '{role}' is not granted to the service's user.", 390189)
        session = Session(new_id(), found.name, None, role or owner, service=service)
        session.database, session.schema = found.database, found.schema
        session.warehouse = found["QUERY_WAREHOUSE"] or None
        return session

    def names(self, role_ids: frozenset[int]) -> frozenset[str]:
        """Roles by name."""
        return frozenset(self._objects.get(role_id).name for role_id in role_ids)

    def _inherited(self, role_ids: list[int]) -> frozenset[str]:
        return self.names(self._grants.closure(role_ids)) | {PUBLIC}
