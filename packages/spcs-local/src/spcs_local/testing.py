"""An account in this process, for tests; `spcs_local.pytest_plugin` has it as fixtures."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from spcs_local.account import Account
from spcs_local.composition import Composition, compose
from spcs_local.containers.engines import open_containers, remove_leftovers
from spcs_local.model.bootstrap import administrator_of
from spcs_local.registry import RegistryError
from spcs_local.registry.binary import find_binary
from spcs_local.server import Servers
from spcs_local.settings import Settings, SettingsError, behaviour_of
from spcs_local.sockets import Listeners, listen, remove_directory
from spcs_local.token_issuer import TokenIssuer

__all__ = ["LocalAccount", "TokenIssuer", "missing_for_containers"]

HOST = "127.0.0.1"
_SECONDS = 120.0  # for what takes moments on an idle machine


class LocalAccount:
    """A Snowflake account on free ports of loopback, from when it is made until `stop`, or the end of its `with`."""

    def __init__(
        self, home: Path, *, adapter: str = "memory", progression: str = "immediate", **settings: bool | int | str
    ) -> None:
        """Start a new account, or the one whose files lie in `home`.

        `adapter`: with docker services run as containers; with memory they are said to run, and Docker is not needed.
        `progression`: states move on immediate, timed (as slowly as in life) or manual (at each `step`).
        `settings`: the others that `spcs-local start --help` lists.
        Raises SettingsError, and RegistryError where the registry's program is missing.
        """
        behaviour = behaviour_of(progression=progression, **settings)
        asked = Settings(
            home=home, account_port=0, registry_port=0, ingress_port=0, adapter=adapter, behaviour=behaviour
        )
        with ExitStack() as ends:
            listeners = listen(asked)
            ends.callback(_close, listeners)
            self.composition = compose(listeners.settings)
            ends.callback(lambda: self.composition.stop())
            self.composition.start()
            self.servers = _serve(self.composition, listeners, ends)
            # what is done at the end, from the last to the first: a test may add to it
            self.ends = ends.pop_all()

    def stop(self) -> None:
        """End it, and remove what it made in Docker; a second call does nothing."""
        self.ends.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def connection(self) -> dict[str, Any]:
        """The administrator's: `snowflake.connector.connect(**account.connection)`."""
        return {
            "account": self.settings.identifier,
            "user": self.user,
            "password": self.password,
            "host": HOST,
            "port": self.port,
            "protocol": "http",
        }

    @property
    def url(self) -> str:
        """Of the account's HTTP."""
        return f"http://{HOST}:{self.port}"

    @property
    def port(self) -> int:
        """Of the account's HTTP."""
        return self.settings.account_port

    @property
    def ingress_port(self) -> int:
        """Of the services' public endpoints, whose hosts `SHOW ENDPOINTS` names."""
        return self.settings.ingress_port

    @property
    def registry_host(self) -> str:
        """Host and port for `docker login` and `docker push`; with the memory adapter nothing listens there."""
        return self.composition.registry.host

    @property
    def user(self) -> str:
        """The administrator, who holds ACCOUNTADMIN."""
        return administrator_of(self.home)[0]

    @property
    def password(self) -> str:
        """The administrator's."""
        return administrator_of(self.home)[1]

    @property
    def home(self) -> Path:
        """Its files."""
        return self.settings.home

    @property
    def settings(self) -> Settings:
        """All that it was told, with the ports that it got."""
        return self.account.model.settings

    @property
    def account(self) -> Account:
        """Its inside, for what no client can see; another one in each version."""
        return self.composition.account

    def step(self) -> None:
        """Move every state on by one, where the progression is manual."""
        if (progression := self.settings.behaviour.progression) != "manual":
            raise RuntimeError(f"step: the account's progression is {progression}; states move by step if it is manual")
        self.composition.controller.step()


def missing_for_containers() -> str | None:
    """What an account with the docker adapter would lack on this machine."""
    with warnings.catch_warnings():
        # docker-py leaves a socket open that it could not connect, which is none of the test's mistakes
        warnings.simplefilter("ignore", ResourceWarning)
        missing = _missing()
        if missing:
            gc.collect()
    return missing


def _missing() -> str | None:
    try:
        open_containers(Settings(home=Path(), adapter="docker")).close()
        find_binary()
    except (SettingsError, RegistryError) as error:
        return str(error)
    return None


def _serve(composition: Composition, listeners: Listeners, ends: ExitStack) -> Servers:
    servers = Servers(composition, listeners)
    # a daemon: what goes wrong before a test's own clean-up shall not keep the process from ending
    thread = threading.Thread(target=lambda: asyncio.run(servers.serve()), name="servers", daemon=True)
    thread.start()
    ends.callback(thread.join, _SECONDS)
    ends.callback(servers.stop)
    if not servers.ready.wait(_SECONDS):
        raise TimeoutError(f"{composition.model.settings.home}: the account did not answer within {_SECONDS:.0f} s")
    return servers


def _close(listeners: Listeners) -> None:
    """After the last of its containers, which hold the socket's directory."""
    listeners.close()
    if listeners.settings.adapter == "docker":
        remove_leftovers(listeners.settings)
        remove_directory(listeners.settings)
