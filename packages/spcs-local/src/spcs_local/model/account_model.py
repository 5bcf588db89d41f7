"""The account's rules and what they are about: objects, rights, users, sessions, files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from spcs_local.catalog import MIGRATIONS, Catalog, Migration
from spcs_local.clock import SteadyClock
from spcs_local.model import bootstrap
from spcs_local.model.access import Access
from spcs_local.model.endpoint_tokens import PREFIX
from spcs_local.model.external_oauth import ExternalOAuth
from spcs_local.model.federation import Federation
from spcs_local.model.future_grants import FutureGrants
from spcs_local.model.grants import Grants
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.identity import Identity
from spcs_local.model.object_kinds import ObjectKind
from spcs_local.model.objects import Objects
from spcs_local.model.ports import ImageRegistry, repository_path
from spcs_local.model.principal import Holder, Principal
from spcs_local.model.result_store import ResultStore
from spcs_local.model.session import Session
from spcs_local.model.sessions import Sessions
from spcs_local.model.sign_in import SignIn
from spcs_local.model.signing_keys import SigningKeys
from spcs_local.model.stage_files import StageFiles
from spcs_local.model.tags import Tags
from spcs_local.model.transfers import Transfers
from spcs_local.model.under_way import UnderWay
from spcs_local.model.workload_identities import WorkloadIdentities
from spcs_local.settings import Settings


class AccountModel:
    """One account over its catalog. Statements, services, registry and ingress all ask it, and it knows none of them.

    `services_wanted` is set by whatever changes what services are to do.
    """

    def __init__(
        self,
        settings: Settings,
        registry: ImageRegistry,
        kinds: Iterable[ObjectKind],
        migrations: Iterable[Migration] = (),
        open_up: Callable[[Path], None] = lambda _directory: None,
    ) -> None:
        self.settings = settings
        self.registry = registry
        self.kinds: Mapping[str, ObjectKind] = {kind.name: kind for kind in kinds}
        self.catalog = Catalog(settings.home / "account.sqlite", [*MIGRATIONS, *migrations])
        self.objects = Objects(self.catalog)
        self.grants = Grants(self.catalog, self.objects)
        self.future_grants = FutureGrants(self.catalog, self.objects, self.grants)
        self.tags = Tags(self.catalog, self.objects)
        self.clock = SteadyClock()
        self.sign_in = SignIn(self.catalog, self.objects, settings.locator, settings.identifier, self.clock)
        self.workload_identities = WorkloadIdentities(self.catalog)
        keys = SigningKeys()
        self.federation = Federation(self.objects, self.workload_identities, keys)
        self.external_oauth = ExternalOAuth(self.objects, self.grants, keys, settings.identifier)
        self.sessions = Sessions(self.catalog, settings.behaviour, self.clock)
        self.identity = Identity(self.objects, self.grants)
        self.stages = StageFiles(settings.home / "stages", open_up)
        self.transfers = Transfers()
        self.results = ResultStore()
        self.under_way = UnderWay()
        self.services_wanted = threading.Event()
        bootstrap.prepare(bootstrap.Parts(settings, self.catalog, self.kinds, self.objects, self.grants, self.sign_in))
        self.warning = bootstrap.stale_administrator(settings.home, self.sign_in)
        placed = ((repository_path(found.path.parts), found.id) for found in self.objects.list("IMAGE REPOSITORY"))
        registry.adopt({path: repository_id for path, repository_id in placed if path is not None})
        self.stages.keep({stage.id for stage in self.objects.list("STAGE")}, self.objects.newest())

    def close(self) -> None:
        """Close the catalog."""
        self.catalog.close()

    def access(self, session: Session) -> Access:
        """The rights of a session, as they are now."""
        return Access(self.objects, self.grants, self.identity.of_session(session), session.database, session.schema)

    def user_default(self, session: Session, name: str) -> str:
        """A default of the session's user (DEFAULT_ROLE, DEFAULT_WAREHOUSE), or an empty text."""
        return str(self.identity.holder_of(session)[name] or "")

    # Who somebody is, and what they may

    def authenticate_password(self, user: str, password: str, source: str = "") -> Principal:
        """Who has a password, or a token in its place, as at a fresh sign-in; raises SignInFailedError."""
        return self.principal_of(self.sign_in.by_password(user, password, source))

    def authenticate_token(self, token: str, host: str = "") -> Principal:
        """Whose a session token is, a programmatic access token, a service's, or one for the endpoint of this host."""
        if token.startswith(PREFIX):
            return self.principal_of(self.sign_in.endpoint_tokens.holder(token, host))
        if token.startswith("ses:"):
            return self.identity.of_session(self.sessions.by_token(token))
        return self.principal_of(self.sign_in.by_token(token))

    def principal_of(self, holder: Holder) -> Principal:
        """Who signed in earlier, as at a fresh sign-in; raises SignInFailedError if that is worth nothing any more."""
        return self.identity.principal(holder)

    def principal_again(self, before: Principal) -> Principal:
        """Who was signed in before, with those of their roles that they hold now; raises as `principal_of` does."""
        return self.identity.again(before)

    def roles_of(self, principal: Principal) -> frozenset[str]:
        """The principal's roles, inherited ones included, by stored name."""
        return self.identity.names(Access(self.objects, self.grants, principal).roles)

    def has_role(self, principal: Principal, role: str) -> bool:
        """Whether the role counts for this principal."""
        return role in self.roles_of(principal)

    def has_privilege(self, principal: Principal, privilege: str, kind: str, name: str | Name) -> bool:
        """Whether the principal holds a privilege on an object by its full name; False if it is not there."""
        parsed = parse_name(name) if isinstance(name, str) else name
        found = self.objects.find_path(self.kinds[kind].grant_word, parsed.parts) if parsed else None
        if found is None:
            return False
        return Access(self.objects, self.grants, principal).holds(found, privilege)

    def repository_at(self, path: str) -> Name | None:
        """The image repository that a path in the registry names, and leads to from now on."""
        names = tuple(path.upper().split("/"))
        if repository_path(names) != path:
            return None
        with self.catalog.transaction():  # no rename comes between
            found = self.objects.find_path("IMAGE REPOSITORY", names)
            if found is not None:
                self.registry.lead(path, found.id)
        return found.path if found is not None else None

    def issue_service_token(self, service_id: int, owner_id: int | None, seconds: int = 3600) -> str:
        """What a service finds in /snowflake/session/token."""
        return self.sign_in.service_tokens.issue(service_id, owner_id, seconds)
