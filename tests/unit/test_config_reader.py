"""Reading settings one by one, with every problem kept."""

from __future__ import annotations

import pytest

from components import checks
from components.config_reader import ConfigReader, Place, Values, what_is_allowed
from components.problems import SettingsError
from components.secret import Secret
from components.setting import Setting
from components.settings_table import Table
from tests.unit.configuration import FixedSource

PORT = Setting("port", checks.integer(1, 9), optional=True, namespace="x", variable="PORT")
HOST = Setting("host", checks.host, namespace="x")
SIZE = Setting("size", checks.one_of("S", "M"), default="S", namespace="x")
PASSWORD = Setting("password", checks.secret, namespace="x", variable="PASSWORD")


def reader(environment: dict[str, str] | None = None, secret: bool = False, **values: str) -> ConfigReader:
    given = {f"x:{name}": value for name, value in values.items()}
    return ConfigReader(FixedSource(given, list(given) if secret else []), environment or {})


def test_configuration_comes_before_the_environment() -> None:
    found = reader({"PORT": "2"}, port="1")
    assert found.read(PORT) == 1
    assert reader({"PORT": "2"}).read(PORT) == 2
    assert reader().read(PORT) is None


def test_default_comes_last() -> None:
    assert reader().read(SIZE) == "S"
    assert reader(size="M").read(SIZE) == "M"


def test_finish_raises_every_problem() -> None:
    found = reader(port="x", password="in clear")
    found.read(PORT)
    found.read(HOST)
    assert found.credential(PASSWORD) == Secret("in clear")
    with pytest.raises(SettingsError) as raised:
        found.finish()
    assert [str(problem) for problem in raised.value.problems] == [
        "x:port is 'x'; allowed: a whole number from 1 to 9. To do: pulumi config set x:port <value>, or set PORT.",
        "x:host is missing; allowed: a host name or address without scheme and port. "
        "To do: pulumi config set x:host <value>.",
        "x:password is stored in clear; allowed: a secret. "
        "To do: pulumi config set --secret x:password, then change the credential itself.",
    ]


def test_value_that_is_marked_secret_is_not_shown_where_it_is_wrong() -> None:
    found = reader(port="hunter2", secret=True)
    found.read(PORT)
    assert [str(problem) for problem in found.problems] == [
        "x:port is marked secret and not one of these; allowed: a whole number from 1 to 9. "
        "To do: pulumi config set --secret x:port <value>, or set PORT."
    ]


def test_finish_lets_pass_what_has_no_problem() -> None:
    found = reader(password="s", secret=True)
    assert found.credential(PASSWORD) == Secret("s")
    found.finish()


def test_credential_of_the_environment_is_no_problem() -> None:
    found = reader({"PASSWORD": "s"})
    assert found.credential(PASSWORD) == Secret("s")
    assert found.problems == []


def test_ask_for_what_is_missing_alone() -> None:
    found = reader(port="x")
    found.read(PORT)
    found.ask(PORT)
    assert [problem.value for problem in found.problems] == ["'x'"]
    other = reader()
    other.ask(PORT)
    assert [problem.value for problem in other.problems] == [None]


def test_place_says_what_to_type() -> None:
    assert Place.of(PASSWORD, secret=True).remedy == "pulumi config set --secret x:password <value>, or set PASSWORD"
    assert Place.of(Table.SERVICES).remedy == "pulumi config set --path 'milvus-spcs:services.<key>.<field>' <value>"
    assert Place.below(Table.SERVICES, "a.pool") == Place(
        "milvus-spcs:services.a.pool", "pulumi config set --path 'milvus-spcs:services.a.pool' <value>"
    )


def test_values_are_replaced_in_a_copy() -> None:
    before = Values({"x:port": None, "x:size": "S"})
    after = before.replaced({SIZE: "M"})
    assert (before[SIZE], after[SIZE], after.optional(PORT)) == ("S", "M", None)


def test_say_what_is_allowed() -> None:
    assert what_is_allowed(checks.boolean) == "true or false"
    assert what_is_allowed(checks.anything) == "any text"
