"""The engine's ResourceProvider protocol over a Provider.

https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_standins.provider import failure
from pulumi_standins.provider.difference import Difference, root
from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.provider import Checked, Provider, State, Target
from pulumi_standins.provider.values import decode, encode

Answer = TypeVar("Answer")
Context = grpc.ServicerContext


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    def __init__(self, provider: Provider, log: EngineLog) -> None:
        self._provider = provider
        self._log = log

    def Handshake(self, request: Any, _context: Context) -> provider_pb2.ProviderHandshakeResponse:  # noqa: N802 - rpc
        self._log.attach(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, _context: Context) -> empty_pb2.Empty:  # noqa: N802 - rpc
        self._log.attach(request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(self, _request: Any, _context: Context) -> plugin_pb2.PluginInfo:  # noqa: N802 - rpc
        return plugin_pb2.PluginInfo(version=self._provider.version)

    def GetSchema(self, _request: Any, _context: Context) -> provider_pb2.GetSchemaResponse:  # noqa: N802 - rpc
        return provider_pb2.GetSchemaResponse(schema=self._provider.schema())

    def CheckConfig(self, request: Any, context: Context) -> provider_pb2.CheckResponse:  # noqa: N802 - rpc
        return self._call(context, lambda: _checked(self._provider.check_config(decode(request.news))))

    def DiffConfig(self, request: Any, context: Context) -> provider_pb2.DiffResponse:  # noqa: N802 - rpc
        olds = request.old_inputs if request.HasField("old_inputs") else request.olds
        return self._call(context, lambda: _diff(self._provider.diff_config(decode(olds), decode(request.news))))

    def Configure(self, request: Any, context: Context) -> provider_pb2.ConfigureResponse:  # noqa: N802 - rpc
        self._call(context, lambda: self._provider.configure(decode(request.args)))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Check(self, request: Any, context: Context) -> provider_pb2.CheckResponse:  # noqa: N802 - rpc
        news, olds = decode(request.news), decode(request.olds)
        return self._call(context, lambda: _checked(self._provider.check(_target(request), news, olds)))

    def Diff(self, request: Any, context: Context) -> provider_pb2.DiffResponse:  # noqa: N802 - rpc
        old = State(request.id, decode(request.olds), decode(request.old_inputs))
        news = decode(request.news)
        for path in request.ignoreChanges:
            news[root(path)] = old.inputs.get(root(path))
        return self._call(context, lambda: _diff(self._provider.diff(_target(request), old, news)))

    def Create(self, request: Any, context: Context) -> provider_pb2.CreateResponse:  # noqa: N802 - rpc
        inputs = decode(request.properties)
        state = self._call(context, lambda: self._provider.create(_target(request), inputs, preview=request.preview))
        return provider_pb2.CreateResponse(id=state.id, properties=encode(state.outputs))

    def Read(self, request: Any, context: Context) -> provider_pb2.ReadResponse:  # noqa: N802 - rpc
        old = State(request.id, decode(request.properties), decode(request.inputs))
        state = self._call(context, lambda: self._provider.read(_target(request), old))
        if not state.id:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(id=state.id, properties=encode(state.outputs), inputs=encode(state.inputs))

    def Update(self, request: Any, context: Context) -> provider_pb2.UpdateResponse:  # noqa: N802 - rpc
        old = State(request.id, decode(request.olds), decode(request.old_inputs))
        news, preview = decode(request.news), request.preview
        outputs = self._call(context, lambda: self._provider.update(_target(request), old, news, preview=preview))
        return provider_pb2.UpdateResponse(properties=encode(outputs))

    def Delete(self, request: Any, context: Context) -> empty_pb2.Empty:  # noqa: N802 - rpc
        old = State(request.id, decode(request.properties), decode(request.old_inputs))
        self._call(context, lambda: self._provider.delete(_target(request), old))
        return empty_pb2.Empty()

    def Cancel(self, _request: Any, context: Context) -> empty_pb2.Empty:  # noqa: N802 - rpc
        self._call(context, self._provider.cancel)
        return empty_pb2.Empty()

    def _call(self, context: Context, action: Callable[[], Answer]) -> Answer:
        try:
            return action()
        except Exception as error:  # every failure has to reach the engine as a status
            failure.abort(context, error)


def _target(request: Any) -> Target:
    # urn:pulumi:stack::project::parent$type::name
    token = request.urn.split("::")[2].rpartition("$")[2] if request.urn.count("::") >= 3 else ""
    return Target(request.urn, token, getattr(request, "id", ""))


def _checked(checked: Checked) -> provider_pb2.CheckResponse:
    failures = [provider_pb2.CheckFailure(property=name, reason=why) for name, why in checked.failures.items()]
    return provider_pb2.CheckResponse(inputs=encode(checked.inputs), failures=failures)


def _diff(difference: Difference) -> provider_pb2.DiffResponse:
    def kind(path: str, change: str) -> provider_pb2.PropertyDiff:
        suffix = "_REPLACE" if root(path) in difference.replaces else ""
        value = provider_pb2.PropertyDiff.Kind.Value(change + suffix)
        return provider_pb2.PropertyDiff(kind=value, inputDiff=difference.of_inputs)

    changes = provider_pb2.DiffResponse.DIFF_SOME if difference.kinds else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=changes,
        diffs=difference.properties,
        replaces=[name for name in difference.properties if name in difference.replaces],
        stables=sorted(difference.stables),
        deleteBeforeReplace=difference.delete_before_replace,
        detailedDiff={path: kind(path, change) for path, change in difference.kinds.items()},
        hasDetailedDiff=True,
    )
