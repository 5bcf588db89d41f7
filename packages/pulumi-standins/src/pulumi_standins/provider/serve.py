"""A plugin's life: a port on loopback, said on stdout, until the engine is done with it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from pulumi_standins.provider.engine_log import EngineLog
from pulumi_standins.provider.provider import Provider
from pulumi_standins.provider.servicer import Servicer

# the engine asks for as many resources at once as its own --parallel allows
THREADS = 64
PARENT_CHECK_SECONDS = 0.5
GRACE_SECONDS = 2.0
# specifications travel in one message, and so do the stack's largest outputs
OPTIONS = (("grpc.max_receive_message_length", 400 * 1024 * 1024), ("grpc.so_reuseport", 0))


def serve(make: Callable[[EngineLog], Provider], arguments: Sequence[str]) -> NoReturn:
    """Serves until a signal, or until the engine, which is our parent, is gone; then the process ends."""
    # before the port is said: an engine that dies right after reading it must be missed too
    parent = os.getppid()
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    address = next((argument for argument in arguments if not argument.startswith("-")), None)
    log = EngineLog(address)
    provider = make(log)
    server, port = start(provider, log)
    print(port, flush=True)  # the engine reads this line
    while not over.wait(PARENT_CHECK_SECONDS):
        if os.getppid() != parent:
            break
    provider.cancel()
    server.stop(GRACE_SECONDS).wait()
    provider.close()
    sys.stdout.flush()
    # the interpreter's own end takes time, and the engine waits for one plugin after the other
    os._exit(0)


def start(provider: Provider, log: EngineLog) -> tuple[grpc.Server, int]:
    server = grpc.server(ThreadPoolExecutor(THREADS), options=OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(provider, log), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port
