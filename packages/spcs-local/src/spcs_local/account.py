"""The account: everything that a statement can reach, put together."""

from __future__ import annotations

import secrets
import time
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from spcs_local.catalog import MIGRATIONS, Catalog, Migration
from spcs_local.errors import SignInFailedError, SnowflakeError, StatementSyntaxError
from spcs_local.handlers import standard
from spcs_local.handlers.call import Call, Function, Handler
from spcs_local.model import bootstrap
from spcs_local.model.access import Access
from spcs_local.model.future_grants import FutureGrants
from spcs_local.model.grants import Grants
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.identity import Identity
from spcs_local.model.kinds import Kind
from spcs_local.model.objects import Objects
from spcs_local.model.principal import Principal
from spcs_local.model.result import Result, status
from spcs_local.model.results import Results
from spcs_local.model.running import Running
from spcs_local.model.session import Session, restore
from spcs_local.model.sessions import Sessions
from spcs_local.model.sign_in import SignIn
from spcs_local.model.stage_files import StageFiles
from spcs_local.model.standard import KINDS
from spcs_local.model.statement_log import Entry, StatementLog
from spcs_local.model.transfers import Transfers
from spcs_local.settings import Settings
from spcs_local.statements.parser import Parser, Statement
from spcs_local.statements.types import type_of

if TYPE_CHECKING:
    from spcs_local.registry import RegistryPort
    from spcs_local.services import ServiceRuntime

_INTERNAL = (370001, "Internal error")
_READS = ("select", "show", "describe", "list")  # what a driver may ask to describe is run, the rest is not


@dataclass(frozen=True)
class Part:
    """What another package adds to the account: tables, kinds, statements, functions."""

    migrations: Sequence[Migration] = ()
    kinds: Sequence[Kind] = ()
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)


class Account:
    """Composition root. `registry` and `runtime` are set before the first statement."""

    settings: Settings
    objects: Objects
    grants: Grants
    registry: RegistryPort
    runtime: ServiceRuntime

    def __init__(self, settings: Settings, parts: Sequence[Part] = ()) -> None:
        self.settings = settings
        self.registry_host = f"127.0.0.1:{settings.registry_port}"
        self.ingress_port = settings.ingress_port
        migrations = [*MIGRATIONS, *(m for part in parts for m in part.migrations)]
        self.catalog = Catalog(settings.home / "account.sqlite", migrations)
        self.kinds: dict[str, Kind] = {kind.name: kind for kind in (*KINDS, *(k for part in parts for k in part.kinds))}
        self.objects = Objects(self.catalog)
        self.grants = Grants(self.catalog, self.objects)
        self.future_grants = FutureGrants(self.catalog, self.objects, self.grants)
        self.sign_in = SignIn(self.catalog, self.objects, settings.locator, settings.identifier)
        self.sessions = Sessions(self.catalog, settings.behaviour)
        self.identity = Identity(self.objects, self.grants, self.sign_in, self.sessions)
        self.log = StatementLog(self.catalog)
        self.stages = StageFiles(settings.home / "stages")
        self.transfers = Transfers()
        self.results = Results()
        self.handlers: dict[str, Handler] = dict(standard.HANDLERS)
        self.functions: dict[str, Function] = dict(standard.FUNCTIONS)
        for part in parts:
            self.handlers.update(part.handlers)
            self.functions.update(part.functions)
        self._parser = Parser(self.handlers)
        bootstrap.prepare(self)
        self.stages.keep({stage.id for stage in self.objects.list("STAGE")})

    def close(self) -> None:
        """Close the catalog."""
        self.catalog.close()

    # Who somebody is

    def authenticate_password(self, user: str, password: str) -> Principal:
        """The user as at a fresh sign-in; raises SignInFailedError."""
        return self.identity.of_user(self.sign_in.by_password(user, password))

    def authenticate_token(self, token: str) -> Principal:
        """The holder of a session token, a programmatic access token or a service's token."""
        return self.identity.by_token(token)

    def principal_of(self, user: str) -> Principal:
        """The user (by stored name) as at a fresh sign-in; raises SignInFailedError when gone or disabled."""
        found = self.objects.find("USER", user)
        if found is None or found["DISABLED"]:
            raise SignInFailedError
        return self.identity.of_user(found)

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

    def issue_service_token(self, service: str, role: str, seconds: int = 3600) -> str:
        """What a service finds in /snowflake/session/token; `service` is its full name."""
        return self.sign_in.service_token(service, role, seconds)

    def user_default(self, session: Session, name: str) -> str:
        """A default of the session's user (DEFAULT_ROLE, DEFAULT_WAREHOUSE), or an empty text."""
        return str(self.objects.get(session.user_id)[name] or "") if session.user_id else ""

    # Sessions and statements

    def parse(self, sql: str, bindings: Mapping[str, Any] | None = None) -> Statement:
        """The statement of a text."""
        return self._parser.parse(sql, bindings)

    def unexpected(self, sql: str, keyword: str, *, after: bool = False) -> StatementSyntaxError:
        """The error for a keyword, or what follows it, that the grammar takes and Snowflake does not."""
        return self._parser.unexpected(sql, keyword, after=after)

    def access(self, session: Session) -> Access:
        """The rights of a session, as they are now."""
        return Access(self.objects, self.grants, self.identity.of_session(session), session.database, session.schema)

    def execute(
        self,
        session: Session,
        sql: str,
        bindings: Mapping[str, Any] | None = None,
        *,
        query_id: str = "",
        base_url: str = "",
        only_describe: bool = False,
        arrived: float | None = None,
        running: Running | None = None,
    ) -> Result:
        """Run one statement; every statement is logged, whatever comes of it.

        Its time counts from `arrived`, by time.perf_counter(): waiting for others is part of it.
        """
        query_id = query_id or new_query_id()
        clock = time.perf_counter() if arrived is None else arrived
        started = time.time() - (time.perf_counter() - clock)
        before = session.state()
        number: int | None = None
        text: str | None = None
        try:
            self._delay()
            # a client may ask what a statement answers before it has anything to bind
            known = defaultdict(lambda: {"type": "TEXT", "value": "A"}, bindings or {}) if only_describe else bindings
            statement = self.parse(sql, known)
            if only_describe and not statement.rule.startswith(_READS):
                return status("")
            call = Call(self, session, statement, sql, query_id, base_url, running or Running())
            result = replace(self.handlers[statement.rule](call), statement_type=type_of(statement.rule))
            self.results.keep(query_id, session.user, result)
            return result
        except Exception as error:
            failure = (
                error if isinstance(error, SnowflakeError) else SnowflakeError(_INTERNAL[0], "XX000", _INTERNAL[1])
            )
            number, text = failure.number, failure.message
            self.results.keep(query_id, session.user, failure)
            session.__dict__.update(restore(before).__dict__)
            raise
        finally:
            if number is None and session.state() != before:
                self.sessions.save(session)
            session.last_query_id = query_id
            seconds = time.perf_counter() - clock
            self.log.add(Entry(query_id, session.id, session.user, session.role, sql, started, seconds, number, text))

    def _delay(self) -> None:
        milliseconds = self.settings.behaviour.statementDelayMilliseconds
        if milliseconds:
            time.sleep(milliseconds / 1000)


def new_query_id() -> str:
    """A query's id: a UUID that begins with the time, as Snowflake's do."""
    stamp = f"{int(time.time() * 1000):012x}"
    rest = secrets.token_hex(10)
    return str(uuid.UUID(stamp + rest))
