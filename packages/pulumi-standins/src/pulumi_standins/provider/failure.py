"""Errors as the engine wants them: a status, and the id of what exists nevertheless."""

from __future__ import annotations

import logging
from typing import NamedTuple, NoReturn

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from pulumi_standins.provider.provider import PartialError, ProviderError
from pulumi_standins.provider.values import encode


class _Status(NamedTuple):
    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...] = ()


def abort(context: grpc.ServicerContext, error: Exception) -> NoReturn:
    if isinstance(error, PartialError):
        context.abort_with_status(_partial(error))
    if isinstance(error, ProviderError):
        context.abort(grpc.StatusCode.UNKNOWN, str(error))
    # our own mistake: its text may quote properties, so only its kind and place are told
    place = _place(error)
    logging.getLogger(__name__).debug("internal error", exc_info=error)
    context.abort(grpc.StatusCode.INTERNAL, f"internal error of the stand-in: {type(error).__name__} at {place}")


def _partial(error: PartialError) -> grpc.Status:
    detail = provider_pb2.ErrorResourceInitFailed(
        id=error.id, properties=encode(error.outputs), inputs=encode(error.inputs), reasons=[str(error)]
    )
    packed = any_pb2.Any()
    packed.Pack(detail)
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error), details=[packed])
    metadata = (("grpc-status-details-bin", status.SerializeToString()),)
    return _Status(grpc.StatusCode.UNKNOWN, str(error), metadata)  # type: ignore[return-value]  # a protocol of grpc's


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "unknown"
