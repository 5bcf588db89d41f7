"""Sockets that are bound before anything serves them."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from spcs_local import sockets
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
        assert unix_socket_path(listeners.settings).is_socket()
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


@pytest.mark.parametrize(("adapter", "listens"), [("docker", True), ("memory", False)])
def test_registry_s_port_is_listened_on_with_docker_alone(tmp_path: Path, adapter: str, listens: bool) -> None:
    listeners = listen(Settings(home=tmp_path, adapter=adapter, account_port=0, registry_port=0, ingress_port=0))
    try:
        assert (listeners.settings.registry_port != 0) == listens
        assert (listeners.registry is not None) == listens
    finally:
        listeners.close()


def test_unix_socket_takes_a_home_of_any_length(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 200)
    listeners = listen(settings(home))
    handle = os.open(home, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(f"/proc/self/fd/{handle}/socket/account.sock")
    finally:
        os.close(handle)
        listeners.close()


def test_what_a_link_leads_to_stays(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    for directory in (home, elsewhere):
        directory.mkdir()
    (home / "socket").symlink_to(elsewhere)
    (elsewhere / "account.sock").touch()
    sockets.remove_directory(settings(home))
    assert (home / "socket").is_symlink()
    assert (elsewhere / "account.sock").exists()


def test_nobody_else_can_have_made_the_socket_s_directory_before(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert unix_socket_path(settings(home)).is_relative_to(home)
    listeners = listen(settings(home))
    assert [path.stat().st_mode & 0o777 for path in (home, home / "socket")] == [0o700, 0o700]
    listeners.close()


@pytest.mark.parametrize("there", ["link", "file"])
def test_what_is_no_directory_of_its_own_is_refused(tmp_path: Path, there: str) -> None:
    asked = settings(tmp_path / "home")
    directory = unix_socket_path(asked).parent
    directory.parent.mkdir()
    (tmp_path / "elsewhere").mkdir()
    if there == "link":
        directory.symlink_to(tmp_path / "elsewhere")
    else:
        directory.touch()
    with pytest.raises(SettingsError, match=f"{directory}: expected a directory of this user"):
        listen(asked)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_file_system_without_sockets_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "open_root", lambda _path: os.open("/proc/self", os.O_RDONLY))
    monkeypatch.setattr(os, "fchmod", lambda *_: None)
    with pytest.raises(SettingsError, match=r"account.sock: a unix socket cannot be made there \(.*\); choose"):
        listen(settings(tmp_path / "home"))
