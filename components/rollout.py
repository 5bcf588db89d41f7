"""A dynamic resource that is there when a service runs its specification, or is parked with it, and fails with the
service's log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CheckResult, ConfigureRequest, CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.dynamic_session import SessionProvider, say
from components.pool_state import wake
from components.roll import SUSPENDED, Roll, StageSource
from components.rolled_specification import TEXT, RolledSpecification
from components.service_state import ServiceState, describe
from components.session import DOES_NOT_EXIST, Session, StatementError
from components.shown_services import ShownServices
from components.sql import Identifier, SchemaObject

IDENTITY = ("service_id", "database", "schema", "service")
CONTENT = ("source", "role")
PUSHED = "pushed"
PARKED = "parked"  # which a state of before has not
INSTANCES = "instances"  # where there is more than one


class BlockVolumeError(Exception):
    """A change of block volumes, which a service keeps as it was made with them."""


class RolloutProvider(SessionProvider):
    """Create and update wait; read compares; delete has nothing to do, since the service goes by itself."""

    def configure(self, req: ConfigureRequest) -> None:
        super().configure(req)
        self.begin()

    def begin(self) -> None:
        """What a process of the engine's knows for as long as it lives; nothing of it is in the state."""
        self.shown = ShownServices()
        self._texts: dict[str, str | None] = {}

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Takes the text out, by which it would be in the state twice more, and in a preview a second time. The engine
        checks before it has anything created or updated, in the same process, so the text is there then."""
        if wanted := _known_specification(news):
            self._texts[wanted.digest] = news["specification"].pop(TEXT, None)
        return CheckResult(news, [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        recorded, wanted = _specification(_olds), _known_specification(_news)
        another = wanted is None or wanted.digest != recorded.digest
        replaces = [key for key in IDENTITY if _olds.get(key) != _news.get(key)]
        changed = [key for key in (*CONTENT, PUSHED) if _olds.get(key) != _news.get(key)]
        changed += ["specification"] if another else []
        changed += [PARKED] if bool(_olds.get(PARKED)) != bool(_news.get(PARKED)) else []
        changed += [INSTANCES] if _instances(_olds) != _instances(_news) else []
        if wanted and wanted.volumes != recorded.volumes and not replaces:
            self._check_volumes(_olds, wanted.volumes)
        differs = None if replaces or changed else self._differs(_olds)
        if differs:
            # the engine shows no reason beside the change itself
            say(f"{_olds['service']}: to be rolled again, for {differs}")
        return DiffResult(changes=bool(replaces or changed or differs), replaces=replaces, delete_before_replace=True)

    def create(self, props: dict[str, Any]) -> CreateResult:
        session = self.session(props["role"])
        roll = _roll(session, props, self._texts)
        state = _rolled(session, roll, props, again=False)
        return CreateResult(str(roll.service), _outputs(props, state, rolled=state.spec_digest))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        session = self.session(_news["role"])
        roll = _roll(session, _news, self._texts)
        # a changed specification was just sent by the service resource; without a change, this mends a drift
        another = _specification(_olds).digest != _specification(_news).digest
        changed = another or any(_olds.get(key) != _news.get(key) for key in CONTENT)
        expected = None if changed else _olds["rolled_digest"]
        # the same text that means another image by now: the account has pinned the one that it had looked up
        again = not changed and _olds.get(PUSHED) not in (None, _news.get(PUSHED))
        state = _rolled(session, roll, _news, expected, again=again)
        return UpdateResult(_outputs(_news, state, rolled=state.spec_digest, known=_olds))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        try:
            state = _roll(self.session(props["role"]), props).state()
        except StatementError as error:
            if error.number == DOES_NOT_EXIST:
                return ReadResult("", {})
            raise
        return ReadResult(id_, _outputs(props, state, rolled=props["rolled_digest"], known=props))

    def _check_volumes(self, olds: Mapping[str, Any], wanted: Mapping[str, str]) -> None:
        """Raise BlockVolumeError for what ALTER SERVICE would refuse after the preview.

        https://docs.snowflake.com/en/developer-guide/snowpark-container-services/block-storage-volume
        """
        from components.specification import block_volumes  # YAML, which only this needs

        session = self.session(olds["role"])
        service = _service(olds)
        try:
            # of a service that was replaced just now, the new ones
            actual = block_volumes(str(session.rows(f"DESCRIBE SERVICE {service.quoted}")[0]["spec"]))
        except StatementError as error:
            if error.number == DOES_NOT_EXIST:
                return
            raise
        changed = [name for name in {**actual, **wanted} if actual.get(name) != wanted.get(name)]
        if changed:
            name = changed[0]
            raise BlockVolumeError(
                f"service {service}: block volume {name} is {actual.get(name, 'not there')} and would be "
                f"{wanted.get(name, 'gone')}; block volumes stay as the service was made with them. "
                "To do: undo the change; or go over a snapshot (docs/data.md)"
            )

    def _differs(self, props: Mapping[str, Any]) -> str | None:
        """What is otherwise than it was rolled, such as on its way back from a failed change, or was when last read.

        The state alone cannot tell: a roll that failed is not recorded in it.
        """
        session, role = self.session(props["role"]), props["role"]
        service, end = _service(props), _end(props)
        shown = self.shown.find(session, role, service)
        if shown and not shown.differs(props["rolled_digest"], end):
            return _drifted(props)
        try:
            state = describe(session, service)
        except StatementError as error:
            if error.number == DOES_NOT_EXIST:
                return "it is not there (pulumi up --refresh makes it again)"
            raise
        return state.differs(props["rolled_digest"], end) or _drifted(props)


class Rollout(Resource, module="rollout", name="Rollout"):
    """Outputs: what the service shows once it is ready."""

    status: pulumi.Output[str]
    spec_digest: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    image_digests: pulumi.Output[Mapping[str, str]]
    ingress_url: pulumi.Output[str]

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        outputs = dict.fromkeys(("status", "spec_digest", "dns_name", "image_digests", "ingress_url", "rolled_digest"))
        super().__init__(RolloutProvider(), name, {**outputs, **props}, opts)


def _roll(session: Session, props: Mapping[str, Any], texts: Mapping[str, str | None] | None = None) -> Roll:
    """One that sends its specification has its text among these, by digests."""
    service, specification = _service(props), _specification(props)
    return Roll(
        session=session,
        service=service,
        public_endpoints=specification.public_endpoints,
        timeout=int(props["timeout"]),
        specification=(texts or {}).get(specification.digest),
        instances=_instances(props),
        source=_source(service, props.get("source")),
        report=say,
    )


def _service(props: Mapping[str, Any]) -> SchemaObject:
    return SchemaObject.of(props["database"], props["schema"], props["service"])


def _known_specification(props: Mapping[str, Any]) -> RolledSpecification | None:
    """None in a preview where a placeholder's value is still to come."""
    return None if pulumi.contains_unknowns(props["specification"]) else _specification(props)


def _specification(props: Mapping[str, Any]) -> RolledSpecification:
    return RolledSpecification.of(props["specification"])


def _source(service: SchemaObject, source: Mapping[str, str] | None) -> StageSource | None:
    if not source:
        return None
    stage = SchemaObject.of(service.database, service.schema, source["stage"])
    return StageSource(stage, source["directory"], source["file"])


def _rolled(
    session: Session, roll: Roll, props: Mapping[str, Any], expected: str | None = None, *, again: bool
) -> ServiceState:
    """Sends the specification to a service that has another one than expected, or that has failed: it may have been
    for want of an image that is there by now. Then it is suspended where it is parked, and resumed where it is not."""
    state, parked = roll.state(), bool(props.get(PARKED))
    failed = state.status == "FAILED" and not parked
    send = again or failed or (expected is not None and state.spec_digest != expected)
    resume = state.status in SUSPENDED and not parked
    if send:
        roll.send()
    if resume:
        if pool := props.get("pool"):
            wake(session, Identifier(pool))
        roll.resume()
    state = roll.state() if send or resume else state
    return roll.park(state) if parked else roll.wait(state)


def _instances(props: Mapping[str, Any]) -> int:
    return int(props.get(INSTANCES) or 1)


def _end(props: Mapping[str, Any]) -> str:
    """The status that a roll ends with."""
    return "SUSPENDED" if props.get(PARKED) else "RUNNING"


def _drifted(olds: Mapping[str, Any]) -> str | None:
    """What the last read found otherwise than it was rolled."""
    if olds.get("status") == _end(olds) and olds.get("spec_digest") == olds.get("rolled_digest"):
        return None
    return f"it was {olds.get('status')} when last read, or ran another specification"


def _outputs(
    props: Mapping[str, Any], state: ServiceState, rolled: str, known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """An address that was known stays the service's while it is parked."""
    kept = (known or {}).get("ingress_url") if props.get(PARKED) else None
    return {
        **props,
        "status": state.status,
        "spec_digest": state.spec_digest,
        "rolled_digest": rolled,
        "dns_name": state.dns_name,
        "image_digests": {container.name: container.image_digest for container in state.containers},
        "ingress_url": next(iter(state.ingress_urls), kept or ""),
    }
