"""Serves one account until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from typing import Any

import uvicorn
from anyio.to_thread import current_default_thread_limiter

from spcs_local import ingress, protocol
from spcs_local.composition import Composition, compose
from spcs_local.presence import information_path, only_one, write_information
from spcs_local.prompt_server import PromptServer
from spcs_local.registry import front
from spcs_local.settings import Settings
from spcs_local.sockets import Listeners, listen

# more than all lanes together (lanes.py): what has no lane of its own never queues behind them
THREADS = 256


class Servers:
    """The servers of account, ingress and registry in one event loop."""

    def __init__(self, composition: Composition, listeners: Listeners) -> None:
        plain: dict[str, Any] = {"log_config": None, "access_log": False, "timeout_graceful_shutdown": 3}
        plain |= protocol.server_options()
        account = PromptServer(uvicorn.Config(composition.app, lifespan="off", **plain))
        entry = PromptServer(uvicorn.Config(composition.ingress_app, **(plain | ingress.server_options())))
        self._servers = {account: [listeners.account, listeners.unix], entry: [listeners.ingress]}
        if composition.registry_app is not None and listeners.registry is not None:
            config = uvicorn.Config(composition.registry_app, **(plain | front.server_options()))
            self._servers[PromptServer(config)] = [listeners.registry]
        self._statements = composition.model.under_way
        self.ready = threading.Event()

    def stop(self) -> None:
        """Ask all to end; nobody waits for statements that wait."""
        self._statements.cancel_all()
        for server in self._servers:
            server.end()

    async def serve(self) -> None:
        """Run until told to stop."""
        current_default_thread_limiter().total_tokens = THREADS
        tasks = [asyncio.create_task(server.serve(sockets=own)) for server, own in self._servers.items()]
        pending = tasks
        while pending and not all(server.started for server in self._servers):
            pending = [] if any(task.done() for task in tasks) else tasks
            await asyncio.sleep(0.005)
        self.ready.set()
        await asyncio.gather(*tasks)


def serve(settings: Settings) -> None:
    """Serve in the foreground, in a home that is made, until SIGTERM or SIGINT."""
    with only_one(settings.home):
        listeners = listen(settings)
        try:
            composition = compose(listeners.settings)
            composition.start()
            try:
                asyncio.run(_until_signal(composition, Servers(composition, listeners)))
            finally:
                composition.stop()
                information_path(settings.home).unlink(missing_ok=True)
        finally:
            listeners.close()


async def _until_signal(composition: Composition, servers: Servers) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, servers.stop)
    running = asyncio.create_task(servers.serve())
    await asyncio.to_thread(servers.ready.wait)
    log, warning = logging.getLogger(__name__), composition.model.warning
    if warning:
        log.warning("%s", warning)
    write_information(composition.model.settings, warning)
    log.info("ready")
    await running
