"""Sockets that are bound before anything serves them."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from spcs_local.settings import Settings, SettingsError
from spcs_local.sockets import Listeners, listen, unix_socket_path


def settings(home: Path, account: int = 0, registry: int = 0, ingress: int = 0) -> Settings:
    return Settings(home=home, adapter="memory", account_port=account, registry_port=registry, ingress_port=ingress)


def bound(listeners: Listeners) -> list[int]:
    return [listener.getsockname()[1] for listener in (listeners.account, listeners.ingress)]


def test_ports_that_the_system_chose_are_the_settings(tmp_path: Path) -> None:
    listeners = listen(settings(tmp_path))
    try:
        assert bound(listeners) == [listeners.settings.account_port, listeners.settings.ingress_port]
        assert listeners.unix.getsockname() == str(unix_socket_path(listeners.settings))
    finally:
        listeners.close()
    assert not unix_socket_path(listeners.settings).parent.exists()


@pytest.mark.parametrize("use", ["account", "ingress", "registry"])
def test_port_in_use_is_refused_by_what_it_is_for(tmp_path: Path, use: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = f"port {port} of 127.0.0.1, for the {use}, is in use: .* SPCS_LOCAL_{use.upper()}_PORT"
        with pytest.raises(SettingsError, match=said):
            listen(settings(tmp_path, **{use: port}))


def test_unix_socket_has_a_short_path_wherever_the_home_is(tmp_path: Path) -> None:
    assert len(str(unix_socket_path(settings(tmp_path / ("x" * 200))))) < 108


def test_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    asked = settings(tmp_path)
    directory = unix_socket_path(asked).parent
    directory.symlink_to(tmp_path)
    try:
        with pytest.raises(SettingsError, match=f"{directory}: expected a directory of this user"):
            listen(asked)
    finally:
        directory.unlink()
