"""Reading settings one by one, with every problem kept."""

from __future__ import annotations

import pytest

from components import checks
from components.config_reader import ConfigReader
from components.problems import SettingsError


class Configuration:
    """Values by key; of those with "secret" in the key it is known that they are."""

    def __init__(self, **values: str) -> None:
        self._values = values

    def get(self, key: str) -> str | None:
        return self._values.get(key)

    def is_secret(self, key: str) -> bool:
        return "secret" in key


def reader(environment: dict[str, str] | None = None, **values: str) -> ConfigReader:
    return ConfigReader(Configuration(**values), environment or {})


def test_configuration_comes_before_the_environment() -> None:
    found = reader({"PORT": "2"}, port="1")
    assert found.read("port", checks.integer(1, 9), "PORT") == 1
    assert reader({"PORT": "2"}).read("port", checks.integer(1, 9), "PORT") == 2
    assert reader().optional("port", checks.integer(1, 9), "PORT") is None


def test_finish_raises_every_problem() -> None:
    found = reader(port="x", password="in clear")
    found.read("port", checks.integer(1, 9), "PORT")
    found.read("host", checks.host)
    assert found.credential("password") == "in clear"
    with pytest.raises(SettingsError) as raised:
        found.finish()
    assert [str(problem) for problem in raised.value.problems] == [
        "port is 'x'; allowed: a whole number from 1 to 9. To do: pulumi config set port <value>, or set PORT.",
        "host is missing; allowed: a host name or address without scheme and port. "
        "To do: pulumi config set host <value>.",
        "password is stored in clear; allowed: a secret. "
        "To do: pulumi config set --secret password, then change the credential itself.",
    ]


def test_finish_lets_pass_what_has_no_problem() -> None:
    found = reader(a_secret="s")
    assert found.credential("a_secret") == "s"
    found.finish()
