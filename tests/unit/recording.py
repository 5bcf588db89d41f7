"""A resource monitor that records what a program registers."""

from __future__ import annotations

import gc
import runpy
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pulumi
import yaml
from pulumi.runtime import mocks, rpc

from components.recorded_state import READ_STATE

ROOT = Path(__file__).parents[2]
ORGANIZATION, PROJECT = "acme", "milvus-spcs"
COMMENT = f"Pulumi stack {ORGANIZATION}/{PROJECT}/test"
ACCOUNT = {
    "snowflake:organizationName": "ACME",
    "snowflake:accountName": "DEV_1",
    "snowflake:user": "DEPLOYER",
    "snowflake:role": "DEPLOYER_ROLE",
    "snowflake:password": "deployer's secret",
}
STACK = {
    "milvus-spcs:milvusImage": "milvusdb/milvus:v2.5.27",
    "milvus-spcs:pythonImage": "python:3.11.11-slim-bookworm",
    "milvus-spcs:milvusUserPassword": "user's secret",
}
SECRET_KEYS = ["snowflake:password", "milvus-spcs:milvusUserPassword"]
REGISTRY = "acme-dev-1.registry.snowflakecomputing.com"


@dataclass
class Recorded:
    """One registration, with secrets opened and their property names kept."""

    type: str
    name: str
    inputs: dict[str, Any]
    secrets: frozenset[str]
    parent: str
    provider: str
    dependencies: tuple[str, ...]
    dependency_urns: tuple[str, ...]
    delete_before_replace: bool
    protect: bool
    version: str
    additional_secret_outputs: tuple[str, ...] = field(default=(), compare=False)  # the SDK says more of providers


@dataclass
class Recording:
    resources: list[Recorded] = field(default_factory=list)
    outputs: Counter[str] = field(default_factory=Counter)

    def of_type(self, suffix: str) -> dict[str, Recorded]:
        return {item.name: item for item in self.resources if item.type.endswith(suffix)}

    def only(self, suffix: str) -> Recorded:
        (found,) = self.of_type(suffix).values()
        return found

    def named(self, name: str) -> Recorded:
        (found,) = (item for item in self.resources if item.name == name and item.provider)
        return found


# runs the whole program with some settings changed: the fixture `program`
Program = Callable[..., Recording]


class Account(mocks.Mocks):
    """Answers as an account would; `registry` can be another one than the stack expects."""

    def __init__(self, registry: str = REGISTRY) -> None:
        self._registry = registry

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Of a stack that has nothing yet."""
        return ({"outputs": {}} if args.token == READ_STATE else {}), []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        state = dict(args.inputs)
        if args.typ.endswith(":ImageRepository"):
            path = "/".join(state[part] for part in ("database", "schema", "name")).lower()
            state["showOutputs"] = [{"repositoryUrl": f"{self._registry}/{path}"}]
        if args.typ.endswith(":Service"):
            state["showOutputs"] = [{"createdOn": "made"}]
        if args.typ.endswith(":MilvusPassword"):
            state["password"] = f"made: {args.name}"
        if args.typ.endswith(":Rollout"):
            state |= {"status": "RUNNING", "spec_digest": "d1", "dns_name": "x.svc", "ingress_url": "a-acme.app"}
        return f"{args.name}-id", state


class RecordingMonitor(mocks.MockMonitor):
    def __init__(self, answers: mocks.Mocks) -> None:
        super().__init__(answers)
        self.recording = Recording()

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        raw = rpc.deserialize_properties(request.object)
        if request.type != "pulumi:pulumi:Stack":
            self.recording.resources.append(_recorded(request, raw))
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]  # the SDK leaves it untyped

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        self.recording.outputs[request.urn] += 1
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]  # as above


def record(build: Callable[[], object], answers: mocks.Mocks | None = None, *, preview: bool = False) -> Recording:
    """What `build` registers. The configuration has to be set before."""
    monitor = RecordingMonitor(answers or Account())
    mocks.set_mocks(monitor.mocks, PROJECT, "test", preview, monitor=monitor, organization=ORGANIZATION)

    def run() -> pulumi.Output[object]:
        return pulumi.Output.from_input(build())

    pulumi.runtime.test(run)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    return monitor.recording


def configure(changes: Mapping[str, str | None] | None = None, secret_keys: list[str] | None = None) -> None:
    """Sets the stack's configuration as the engine would: the project's defaults, then the values of a stack."""
    values = {**defaults(), **ACCOUNT, **STACK, **(changes or {})}
    secrets = SECRET_KEYS if secret_keys is None else secret_keys
    pulumi.runtime.set_all_config({key: value for key, value in values.items() if value is not None}, secrets)


def defaults() -> dict[str, str]:
    schema = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    return {f"{PROJECT}:{name}": _as_engine(declared["default"]) for name, declared in schema.items()}


def run_program() -> Awaitable[pulumi.Inputs]:
    """What the program does at once, and then what it wants to be awaited."""
    wanted: list[Callable[[], Awaitable[pulumi.Inputs]]] = []
    # the mocks' stack is over before any program runs
    with mock.patch.object(pulumi, "run", wanted.append):
        runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")
    (resources,) = wanted
    return _unfrozen(resources())


async def _unfrozen(resources: Awaitable[pulumi.Inputs]) -> pulumi.Inputs:
    """The process of tests goes on when the program is over, which leaves what it imported out of `gc.get_objects`."""
    try:
        return await resources
    finally:
        gc.unfreeze()


def _as_engine(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _recorded(request: Any, raw: dict[str, Any]) -> Recorded:
    return Recorded(
        type=request.type,
        name=request.name,
        inputs={key: _open(value) for key, value in raw.items()},
        secrets=frozenset(key for key, value in raw.items() if rpc.is_rpc_secret(value)),
        parent=request.parent,
        provider=request.provider.split("::")[-2] if request.provider else "",
        dependencies=tuple(urn.split("::")[-1] for urn in request.dependencies),
        dependency_urns=tuple(request.dependencies),
        delete_before_replace=request.deleteBeforeReplace,
        protect=request.protect,
        version=request.version,
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
    )


def _open(value: Any) -> Any:
    return rpc.unwrap_rpc_secret(value)
