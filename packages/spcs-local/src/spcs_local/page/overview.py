"""What the page shows: rows as SHOW would give them to ACCOUNTADMIN, and the last statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spcs_local.account import Account
from spcs_local.errors import DoesNotExistError, SnowflakeError
from spcs_local.handlers.call import Call
from spcs_local.kinds.kind import Kind
from spcs_local.kinds.view import View
from spcs_local.model.objects import StoredObject
from spcs_local.model.session import Session
from spcs_local.page.plots import MOST_POINTS, Plots, all_plots
from spcs_local.statements.literals import literal
from spcs_local.statements.rules.services import ShowEndpoints, ShowingInService, ShowServiceContainers
from spcs_local.statements.statement import Statement

STATEMENTS = 50
WATCHED = 16  # containers whose logs are looked through for metrics
TIMED = 1000  # statements whose durations are summed up
# columns of SHOW, by kind; for the kinds not named here, those of _COLUMNS that they have
_POOL = ("state", "instance_family", "min_nodes", "max_nodes", "active_nodes", "num_services")
_SERVICE = ("status", "is_upgrading", "compute_pool", "current_instances", "target_instances", "dns_name")
_CONTAINER = ("instance_id", "container_name", "status", "restart_count", "image_name", "message")
_ENDPOINT = ("name", "port", "protocol", "is_public", "ingress_url")
_COLUMNS = ("state", "size", "type", "default_role", "disabled", "repository_url", "mode", "enabled", "comment")
_STATEMENT = ("started_on", "query_id", "user", "role", "text", "seconds", "error")
_OWN_TABLE = ("COMPUTE POOL", "SERVICE")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """Rows of one kind of thing."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Overview:
    """All of the page."""

    running: Sequence[Table]
    metrics: Sequence[Plots]
    objects: Sequence[Table]
    statements: Table


class Reader:
    """Reads one overview for one session. Blocks."""

    def __init__(self, account: Account, session: Session) -> None:
        self._account = account
        self._session = session
        self._view = View(account.model, session, account.model.access(session))

    def overview(self) -> Overview:
        """Everything, as it is now."""
        services = self._listed("SERVICE")
        running = (
            self._kind("SERVICE", "Services", _SERVICE),
            self._parts("containers", "Containers", ShowServiceContainers, _CONTAINER, services),
            self._parts("endpoints", "Endpoints", ShowEndpoints, _ENDPOINT, services),
            self._kind("COMPUTE POOL", "Compute pools", _POOL),
        )
        metrics = all_plots(self._logs(running[1].rows))
        return Overview(running, metrics, tuple(self._objects()), self._statements())

    def _logs(self, containers: Sequence[Row]) -> Iterator[tuple[str, str, str]]:
        """The ends of the containers' logs, by a key and a title of each; those that this role may read."""
        named = [it for it in containers if it.get("container_name")]
        for number, row in enumerate(named[:WATCHED]):
            arguments = [row["service"], str(row["instance_id"]), row["container_name"]]
            where = ", ".join(literal(it) for it in arguments)
            statement = self._account.parse(f"CALL SYSTEM$GET_SERVICE_LOGS({where}, {2 * MOST_POINTS})")
            try:
                log = str(self._account.answer(self._call(statement)).rows[0][0])
            except SnowflakeError:
                continue
            yield str(number), f"{arguments[0]}, instance {arguments[1]}, container {arguments[2]}", log

    def _objects(self) -> Iterator[Table]:
        """A table for every other kind that has objects of its own."""
        for kind in self._account.language.kinds.values():
            if kind.name not in _OWN_TABLE and kind.create_privilege:
                shown = [column.name for column in kind.show]
                table = self._kind(kind.name, kind.plural.capitalize(), [name for name in _COLUMNS if name in shown])
                if table.rows:
                    yield table

    def _kind(self, name: str, title: str, columns: Sequence[str]) -> Table:
        kind = self._account.language.kinds[name]
        rows = [self._row(kind, found, columns) for found in self._listed(name)]
        return Table(kind.plural.lower().replace(" ", "-"), title, ("name", "owner", *columns), rows)

    def _listed(self, kind: str) -> list[StoredObject]:
        return [found for found in self._account.model.objects.list(kind) if self._view.access.sees_within(found)]

    def _row(self, kind: Kind, found: StoredObject, columns: Sequence[str]) -> Row:
        values = {column.name: column.value(found, self._view) for column in kind.show if column.name in columns}
        return values | {"name": str(found.path), "owner": found.owner}

    def _parts(
        self,
        key: str,
        title: str,
        statement: type[ShowingInService],
        columns: Sequence[str],
        services: Sequence[StoredObject],
    ) -> Table:
        """What a SHOW … IN SERVICE gives, of every service."""
        rows = [row for service in services for row in self._shown(statement(name=service.path), service)]
        return Table(key, title, ("service", *columns), rows)

    def _shown(self, statement: ShowingInService, service: StoredObject) -> list[Row]:
        call = self._call(statement)
        own = {"service": str(service.path)}
        try:
            result = self._account.answer(call)
        except DoesNotExistError:  # dropped since it was listed
            return []
        except SnowflakeError as error:
            return [own | {"refused": error.message}]
        names = [column.name for column in result.columns]
        return [dict(zip(names, row, strict=True)) | own for row in result.rows]

    def _call(self, statement: Statement) -> Call[Any]:
        return Call(
            model=self._account.model,
            language=self._account.language,
            session=self._session,
            text="",
            query_id="",
            statement=statement,
        )

    def _statements(self) -> Table:
        rows = [{name: entry[name] for name in _STATEMENT} for entry in self._account.log.last(STATEMENTS)]
        return Table("statements", f"Last statements{self._pace()}", _STATEMENT, rows)

    def _pace(self) -> str:
        """How long statements take, by the account's own clock: from their arrival to their result."""
        found = self._account.log.durations(TIMED)
        if not found:
            return ""
        median, slow = (found[len(found) * percent // 100] * 1000 for percent in (50, 99))
        return f" (of the last {len(found):,}: median {median:.1f} ms, 99th percentile {slow:.1f} ms)"
