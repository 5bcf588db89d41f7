"""The addresses that the account listens on: loopback, and one unix socket for its containers."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from dataclasses import dataclass, replace
from pathlib import Path

from spcs_local.nofollow import open_root
from spcs_local.settings import PORT_VARIABLES, Settings, SettingsError


def unix_socket_path(settings: Settings) -> Path:
    """In the home, where nobody else can have made it before."""
    return settings.home.resolve() / "socket" / "account.sock"


@dataclass(frozen=True)
class Listeners:
    """Bound sockets, and the settings with the ports that they got."""

    account: socket.socket
    unix: socket.socket
    ingress: socket.socket
    registry: socket.socket | None  # without Docker nothing listens there
    settings: Settings

    def close(self) -> None:
        """Close all of them."""
        for listener in (self.account, self.unix, self.ingress, self.registry):
            if listener is not None:
                listener.close()
        unix_socket_path(self.settings).unlink(missing_ok=True)
        if self.settings.adapter == "memory":
            remove_directory(self.settings)


def remove_directory(settings: Settings) -> None:
    """Remove the socket's directory; not while a relay runs, which has it mounted and waits for the next socket."""
    path = unix_socket_path(settings)
    if path.parent.is_symlink():  # none that the account made
        return
    path.unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):
        path.parent.rmdir()


def listen(settings: Settings) -> Listeners:
    """Bind everything, or nothing; a port in use is an error that names it."""
    with contextlib.ExitStack() as bound:
        account = bound.enter_context(_loopback(settings.account_port, "account", PORT_VARIABLES["account_port"]))
        ingress = bound.enter_context(_loopback(settings.ingress_port, "ingress", PORT_VARIABLES["ingress_port"]))
        ports = {"account_port": account.getsockname()[1], "ingress_port": ingress.getsockname()[1]}
        registry = _registry(settings)
        if registry is not None:
            bound.enter_context(registry)
            ports["registry_port"] = registry.getsockname()[1]
        unix = _unix(unix_socket_path(settings))
        listeners = Listeners(account, unix, ingress, registry, replace(settings, **ports))
        bound.pop_all()
    return listeners


def _registry(settings: Settings) -> socket.socket | None:
    """Without Docker nothing listens there, and its port is one that could be listened on."""
    if settings.adapter == "memory" and not settings.registry_port:
        return None
    listener = _loopback(settings.registry_port, "registry", PORT_VARIABLES["registry_port"])
    if settings.adapter == "memory":
        listener.close()
        return None
    return listener


def _loopback(port: int, use: str, variable: str) -> socket.socket:
    # asyncio turns Nagle's algorithm off only for sockets that say they are TCP; with it every answer waits 40 ms
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        why = "in use" if error.errno == errno.EADDRINUSE else "not allowed to this user"
        raise SettingsError(
            f"port {port} of 127.0.0.1, for the {use}, is {why}:"
            f" end what listens there, or choose another with {variable}=PORT"
        ) from None
    return listener


def _unix(path: Path) -> socket.socket:
    path.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(mode=0o700)
    try:
        directory = open_root(path.parent)
    except OSError:
        raise SettingsError(f"{path.parent}: expected a directory of this user; remove it") from None
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        os.fchmod(directory, 0o700)
        path.unlink(missing_ok=True)
        # the path of a unix socket may have 108 bytes and no more, and that of the home any number
        listener.bind(f"/proc/self/fd/{directory}/{path.name}")
        # the relay runs as another user within its container; the directory keeps everyone else out
        path.chmod(0o666)
        listener.listen(128)
    except OSError as error:
        listener.close()
        why = f"a unix socket cannot be made there ({error.strerror})"
        raise SettingsError(f"{path}: {why}; choose a --home on another file system") from None
    finally:
        os.close(directory)
    return listener
