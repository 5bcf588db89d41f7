"""From whom a credential stands for to principals and sessions: which roles count for whom, as grants stand now."""

from __future__ import annotations

from collections.abc import Iterable

from spcs_local.errors import SessionGoneError, SignInFailedError
from spcs_local.model.grants import Grants
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.logins import enabled
from spcs_local.model.objects import Objects, StoredObject
from spcs_local.model.principal import NOTHING, Holder, Principal
from spcs_local.model.session import Session
from spcs_local.model.sessions import new_id
from spcs_local.model.system_roles import PUBLIC

USER = "USER"
_ALL = '["ALL"]'


class Identity:
    """Users, services and their roles, as they are now."""

    def __init__(self, objects: Objects, grants: Grants) -> None:
        self._objects = objects
        self._grants = grants

    def principal(self, holder: Holder) -> Principal:
        """Who holds a credential, as at a fresh sign-in. Raises SignInFailedError if it is worth nothing any more."""
        found = self._signed_in(holder)
        held = self.held(found, holder.restriction)
        role = self._first_role(found, held, holder)
        all_count = found["DEFAULT_SECONDARY_ROLES"] == _ALL and holder.restriction is None
        return _acting(found, holder, held, role, None if all_count else ())

    def again(self, before: Principal) -> Principal:
        """Who was signed in before, with those of their roles that they hold now; every one that they hold now as
        secondary roles, if these were all. Raises SignInFailedError if what they signed in with is worth nothing any
        more.
        """
        found, restriction = self._signed_in(before.holder), before.holder.restriction
        held = self.held(found, restriction)
        if restriction is not None and not held:
            raise self._restriction_lost(restriction)
        return _acting(
            found, before.holder, held, before.role, None if before.all_secondary else before.secondary_roles
        )

    def session(self, holder: Holder, role: str | None = None, *, bound: bool = False) -> Session:
        """A session with the defaults of whom a credential stands for, or with the role asked for, which must be held.

        `bound`: that role alone.
        """
        found = self._signed_in(holder)
        held = self.held(found, holder.restriction)
        if role is not None and role not in held:
            raise _not_granted(role)
        role = role or self._first_role(found, held, holder)
        taken = self._objects.find("ROLE", role)
        role_id = taken.id if taken is not None else NOTHING
        session = Session(new_id(), found.id, role_id, restriction=role_id if bound else holder.restriction)
        session.by_access_token = holder.by_access_token
        if found["DEFAULT_SECONDARY_ROLES"] == _ALL and session.restriction is None:
            session.secondary = "ALL"
        self._place(session, found)
        return session

    def of_session(self, session: Session) -> Principal:
        """Who a session acts for."""
        found = self.holder_of(session)
        held = self.held(found, session.restriction)
        secondary = None if session.secondary == "ALL" else self._chosen(session.secondary)
        return _acting(found, Holder(found.id, session.restriction), held, self.role_of(session), secondary)

    def holder_of(self, session: Session) -> StoredObject:
        """The user, or the service, whose session this is."""
        found = self._objects.of_id(session.holder)
        if found is None:
            raise SessionGoneError
        return found

    def name_of(self, session: Session) -> str:
        """What they are called now."""
        parts = self._objects.parts(session.holder)
        if not parts:
            raise SessionGoneError
        return called(parts)

    def role_of(self, session: Session) -> str | None:
        """What its role is called now, held still or not; None if it is gone."""
        return "".join(self._objects.parts(session.role_id or NOTHING)) or None

    def roles_to_take(self, session: Session) -> frozenset[str]:
        """What USE ROLE may name."""
        return self.held(self.holder_of(session), session.restriction)

    def held(self, found: StoredObject, restriction: int | None = None) -> frozenset[str]:
        """Every role of a user (granted, inherited, PUBLIC) or of a service (its owner's); or, of these, one alone."""
        held = self._granted(found) | {PUBLIC}
        if restriction is None:
            return held
        role = self._objects.of_id(restriction)
        return held & {role.name} if role is not None else frozenset()

    def names(self, role_ids: frozenset[int]) -> frozenset[str]:
        """Roles by name."""
        return frozenset(self._objects.get(role_id).name for role_id in role_ids)

    def _chosen(self, secondary: str) -> list[str]:
        ids = () if secondary == "NONE" else map(int, secondary.split(","))
        return [name for role_id in ids for name in self._objects.parts(role_id)]

    def _granted(self, found: StoredObject) -> frozenset[str]:
        if found.kind != USER:
            return frozenset(() if found.owner is None else (found.owner,))
        return self._grants.roles_of(found.id)

    def _signed_in(self, holder: Holder) -> StoredObject:
        found = self._objects.of_id(holder.id)
        if found is None:
            raise SignInFailedError
        return enabled(found)

    def _first_role(self, found: StoredObject, held: frozenset[str], holder: Holder) -> str:
        """The role at a fresh sign-in: the credential's own, a service's owner, a user's default."""
        if holder.restriction is not None:
            if not held:
                raise self._restriction_lost(holder.restriction)
            return min(held)
        wanted = found["DEFAULT_ROLE"] if found.kind == USER else found.owner
        return wanted if wanted in held else PUBLIC

    def _restriction_lost(self, role_id: int) -> SignInFailedError:
        role = self._objects.of_id(role_id)
        return _not_granted(role.name if role else "")

    def _place(self, session: Session, found: StoredObject) -> None:
        if found.kind != USER:
            session.database, session.schema = found.database, found.schema
            session.warehouse = found["QUERY_WAREHOUSE"] or None
            return
        session.warehouse = found["DEFAULT_WAREHOUSE"] or None
        namespace = parse_name(str(found["DEFAULT_NAMESPACE"] or ""))
        if namespace is not None:
            session.database = namespace.parts[0]
            session.schema = namespace.parts[1] if len(namespace.parts) > 1 else PUBLIC


def _acting(
    found: StoredObject, holder: Holder, held: frozenset[str], role: str | None, secondary: Iterable[str] | None
) -> Principal:
    """Somebody with a role and secondary ones, as far as they are held; None: with all of these."""
    role = role if role in held else None
    roles = sorted(held - {role or ""}) if secondary is None else [name for name in secondary if name in held]
    return Principal(called(found.path.parts), role, tuple(roles), holder, secondary is None)


def called(parts: tuple[str, ...]) -> str:
    """A user as it is stored, a service by its full name."""
    return parts[0] if len(parts) == 1 else str(Name(parts))


def _not_granted(role: str) -> SignInFailedError:
    message = (
        f"Role '{role}' specified in the connect string is not granted to this user. Contact your local system"
        " administrator, or attempt to login with another role, e.g. PUBLIC."
    )
    return SignInFailedError(message, 390189)
