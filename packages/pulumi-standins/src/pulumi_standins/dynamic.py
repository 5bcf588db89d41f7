"""Stand-in for pulumi-resource-pulumi-python: the SDK's own server of dynamic providers, that ends with its engine."""

import atexit
import os
import runpy
import signal
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any, NoReturn

import grpc

# of requests at once, as many as the engine makes by PULUMI_PARALLEL in a local run: a roll that waits takes one of the
# SDK's own four, and all others wait for it
REQUESTS = 32
PARENT_CHECK_SECONDS = 0.5
# The engine gives all its plugins 5 s together, one after the other, and calls those that it comes to too late broken.
SECONDS_TO_END = 2.0
REMINDER_SECONDS = 0.1


def end_with_parent(parent: int) -> None:
    """The SDK's server waits for ever; an engine that was killed sends it no signal."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os._exit(0)


def end_at_once() -> None:
    """The interpreter's own end hangs now and then over the SDK's server: the engine would wait 5 s before a kill."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """Once: what follows is the end, which signs out of the account."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def end_when_asked(asked: socket.socket, main_thread: int) -> None:
    """The kernel may give a signal to any thread. Python notes it then and runs the handler in the main thread alone,
    which sleeps on in the SDK's server: it is woken by a signal of its own."""
    asked.recv(1)
    end = time.monotonic() + SECONDS_TO_END
    while time.monotonic() < end:
        signal.pthread_kill(main_thread, signal.SIGINT)
        time.sleep(REMINDER_SECONDS)
    os._exit(0)


def listen() -> None:
    """Has a signal heard, whichever thread it comes to."""
    asked, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.detach(), warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, interrupt)
    threading.Thread(target=end_when_asked, args=(asked, threading.get_ident()), daemon=True).start()


def serve_more() -> None:
    """Has the SDK's server, which says for itself how many requests it takes, take more."""
    make = grpc.server

    def server(_pool: ThreadPoolExecutor, **options: Any) -> grpc.Server:
        return make(ThreadPoolExecutor(REQUESTS), **options)

    grpc.server = server  # type: ignore[assignment]  # the SDK names all but the pool


def main() -> None:
    # registered first, called last
    atexit.register(end_at_once)
    listen()
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    # The providers are pickled by reference to modules of the program, whose directory is the working directory.
    sys.path.insert(0, os.getcwd())
    serve_more()
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
