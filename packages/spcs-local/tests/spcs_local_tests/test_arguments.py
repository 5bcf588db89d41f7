"""The command line: read, and written for another process."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from spcs_local.arguments import COMMANDS, parser_of, settings_of, written
from spcs_local.settings import PORT_VARIABLES, Behaviour, Settings, SettingsError


def parsed(*arguments: str) -> argparse.Namespace:
    """The options of a command line."""
    return parser_of(dict.fromkeys(COMMANDS, print)).parse_args(arguments)


@pytest.fixture(autouse=True)
def _no_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in PORT_VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path, account_port=1, registry_port=0, adapter="memory", behaviour=Behaviour(sessionSeconds=7)
    )
    assert settings_of(parsed("run", *written(settings, ["sessionSeconds=7"]))) == settings


def test_port_of_the_command_line_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPCS_LOCAL_ACCOUNT_PORT", "1111")
    monkeypatch.setenv("SPCS_LOCAL_INGRESS_PORT", "2222")
    settings = settings_of(parsed("start", "--account-port", "3333"))
    assert (settings.account_port, settings.registry_port, settings.ingress_port) == (3333, 7879, 2222)


def test_port_that_is_none_is_refused_by_its_flag() -> None:
    with pytest.raises(SettingsError, match="--ingress-port 65536: expected a port, 0 to 65535"):
        settings_of(parsed("start", "--ingress-port", "65536"))
