"""A roll: wait until a service runs its wanted specification, or rests; or say why it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from components.resting import AT_REST, QUICK, QUICK_LOOKS, REPORT_EVERY, SLOW, Clock, Resting
from components.service_state import Container, ServiceState, pool_line, read_state
from components.session import Session, StatementError
from components.sql import SchemaObject, dollar_quoted, literal
from components.stuck import PART, StuckWatch, patience_of

LOG_LINES, LOG_WIDTH = 20, 300
# as many as show whether a log goes on
MOST_LOG_LINES = 1000
# A status of FAILED can be left over from before the account takes a new specification up: it has to stay.
FAILED_LOOKS = 3
# without containers, and on the way there
SUSPENDED = (AT_REST, "SUSPENDING")

PENDING = "PENDING"
NO_NODE = (
    "check with DESCRIBE COMPUTE POOL that its nodes have room, or allow more time with rollTimeout; a pool that stays "
    "STARTING or RESIZING gets no node: take another instanceFamily, or ask Snowflake for a higher limit of nodes"
)
ALLOW_MORE = f"; where it does come up after such a time, raise rollTimeout: it may be the same for a {PART}th of that"


class RollError(Exception):
    """A roll that failed or took too long, with all that one needs to go on."""


@dataclass(frozen=True)
class StageSource:
    """A specification in a file on a stage."""

    stage: SchemaObject
    directory: str
    file: str


@dataclass(frozen=True)
class Roll:
    """Of one service. `specification` is what it is to run, where it does not come from a `source`; who only looks has
    neither."""

    session: Session
    service: SchemaObject
    public_endpoints: int
    timeout: int
    specification: str | None = None
    source: StageSource | None = None
    report: Callable[[str], None] = print
    clock: Clock = field(default_factory=Clock)
    instances: int = 1

    def send(self) -> None:
        """Sends the specification again, which also makes the account look up the images' tags again."""
        self.session.rows(f"ALTER SERVICE {self.service.quoted} {self._from()}")

    def suspend(self) -> None:
        self.session.rows(f"ALTER SERVICE {self.service.quoted} SUSPEND")

    def resume(self) -> None:
        self.session.rows(f"ALTER SERVICE {self.service.quoted} RESUME")

    def state(self) -> ServiceState:
        return read_state(self.session, self.service, self.public_endpoints)

    def wait(self, seen: ServiceState | None = None) -> ServiceState:
        """Waits for the specification that the service has now; `seen` is its state if just read. Raises RollError."""
        start = self.clock.now()
        state = seen or self.state()
        wanted, failed_looks, looks, reported = state.spec_digest, 0, 0, start - REPORT_EVERY
        watch = StuckWatch(patience_of(self.timeout), self._long_log)
        while awaited := state.awaited(wanted, self.public_endpoints, self.instances):
            waited = self.clock.now() - start
            failed_looks = failed_looks + 1 if state.failed_with(wanted) else 0
            stuck = watch.why(state.unready_with(wanted), self.clock.now())
            if stuck or failed_looks == FAILED_LOOKS or waited >= self.timeout:
                failed = failed_looks == FAILED_LOOKS
                raise RollError(self._explain(state, awaited, waited, stuck or "", failed=failed))
            if self.clock.now() - reported >= REPORT_EVERY:
                reported = self.clock.now()
                self.report(f"{self.service.name}: {waited:.0f} s, awaiting {awaited}")
            self.clock.sleep(QUICK if looks < QUICK_LOOKS else SLOW)
            looks += 1
            state = self.state()
        self.report(f"{self.service.name}: READY after {self.clock.now() - start:.0f} s")
        return state

    def park(self, seen: ServiceState) -> ServiceState:
        """Suspends it, which keeps its block volumes, and waits until it has no containers. Raises RollError."""
        if seen.status not in SUSPENDED:
            self.suspend()
            seen = self.state()
        resting = Resting(self.service.name, self.timeout, self.report, self.clock)
        state, waited = resting.wait(seen, self.state, lambda it: it.status)
        if state.status != AT_REST:
            awaited = f"status {AT_REST}, is {state.status}"
            raise RollError(self._explain(state, awaited, waited, "", failed=False))
        return state

    def _from(self) -> str:
        if self.source is None:
            assert self.specification is not None
            return f"FROM SPECIFICATION {dollar_quoted(self.specification)}"
        stage = f"@{self.source.stage.quoted}/{self.source.directory}"
        return f"FROM {stage} SPECIFICATION_FILE = {literal(self.source.file)}"

    def _explain(self, state: ServiceState, awaited: str, waited: float, stuck: str, *, failed: bool) -> str:
        late = f"was not ready after {waited:.0f} s ({stuck or 'rollTimeout'})"
        what = f"failed after {waited:.0f} s" if failed else late
        lines = [f"service {self.service} {what}; awaited: {awaited}."]
        for container in state.unready_containers:
            lines += self._explain_container(container)
        if state.status == PENDING and state.compute_pool and not (stuck or failed):
            lines += filter(None, [pool_line(self.session, state.compute_pool)])
        lines.append(f"To try: {self._advice(state, failed)}{ALLOW_MORE if stuck and not failed else ''}")
        return "\n".join(lines)

    def _explain_container(self, container: Container) -> list[str]:
        where = f"instance {container.instance}, container {container.name}: {container.status}"
        head = f"{where}, {container.message}" if container.message else where
        try:
            log = self._log(container, LOG_LINES)
            if not log and container.restarts:  # what it said before it ended
                log = self._log(container, LOG_LINES, previous=True)
        except StatementError as error:
            log = [f"(no log: {error})"]
        return [head, *(f"  | {line}" for line in log or ["(the log is empty)"])]

    def _long_log(self, container: Container) -> list[str]:
        """Nothing where it cannot be read."""
        try:
            return self._log(container, MOST_LOG_LINES)
        except StatementError:
            return []

    def _log(self, container: Container, most: int, *, previous: bool = False) -> list[str]:
        arguments = ", ".join(literal(text) for text in (self.service.quoted, container.instance, container.name))
        which = ", TRUE" if previous else ""
        rows = self.session.rows(f"SELECT SYSTEM$GET_SERVICE_LOGS({arguments}, {most}{which})")
        text = str(next(iter(rows[0].values())) or "") if rows else ""
        return [line[:LOG_WIDTH] for line in text.splitlines()[-most:]]

    def _advice(self, state: ServiceState, failed: bool) -> str:
        if state.status == "SUSPENDING":
            return "run pulumi up again, or allow more time: pulumi config set milvus-spcs:rollTimeout <seconds>"
        messages = " ".join(container.message for container in state.unready_containers).lower()
        if "image" in messages:
            return "check that the image named above is in the repository, then run pulumi up again"
        if failed or state.unready_containers:
            return "mend what the log names in images/ or specs/, then run pulumi up again"
        if state.status == PENDING:
            return NO_NODE
        return "run pulumi up again, or allow more time: pulumi config set milvus-spcs:rollTimeout <seconds>"
