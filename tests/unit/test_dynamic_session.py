"""Sessions of the dynamic providers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pulumi.dynamic import Config, ConfigureRequest

from components import dynamic_session
from components.connection import Connection
from components.dynamic_session import EngineSource, SessionProvider
from components.problems import SettingsError
from components.session import Session
from tests.unit.fake_service import FakeSession
from tests.unit.recording import ACCOUNT, PROJECT


def request(values: dict[str, str]) -> ConfigureRequest:
    return ConfigureRequest(Config(values, PROJECT))


def test_configuration_of_the_engine_is_secret_already() -> None:
    source = EngineSource(request({"snowflake:port": "7878"}))
    assert (source.get("snowflake:port"), source.get("snowflake:host")) == ("7878", None)
    assert source.is_secret("snowflake:password")


class Account:
    """Notes who signs in."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    @contextmanager
    def sign_in(self, connection: Connection, role: str) -> Iterator[Session]:
        self.asked.append((connection.account, connection.user, role))
        yield FakeSession([])


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """One that no other test has signed in to."""
    made = Account()
    monkeypatch.setattr(dynamic_session, "open_session", made.sign_in)
    dynamic_session.sessions_of.cache_clear()
    yield made
    dynamic_session.sessions_of.cache_clear()


class OtherProvider(SessionProvider):
    """Of another resource."""


def configured(provider: SessionProvider, **changes: str) -> SessionProvider:
    provider.configure(request({**ACCOUNT, **{f"snowflake:{name}": value for name, value in changes.items()}}))
    return provider


def test_provider_signs_in_with_what_the_engine_gives_it(account: Account) -> None:
    provider = configured(SessionProvider())
    assert provider.session("OWNER") is provider.session("OWNER")
    assert account.asked == [("ACME-DEV_1", "DEPLOYER", "OWNER")]


def test_providers_of_a_process_share_what_one_has_opened(account: Account) -> None:
    first, second = configured(SessionProvider()), configured(OtherProvider())
    assert first.session("OWNER") is second.session("OWNER")
    assert len(account.asked) == 1


def test_providers_of_other_users_share_nothing(account: Account) -> None:
    first, second = configured(SessionProvider()), configured(OtherProvider(), user="COLLEAGUE")
    assert first.session("OWNER") is not second.session("OWNER")
    assert [user for _, user, _ in account.asked] == ["DEPLOYER", "COLLEAGUE"]


def test_provider_says_what_the_engine_has_not_given_it() -> None:
    with pytest.raises(SettingsError, match="snowflake:user is missing"):
        SessionProvider().configure(request({**ACCOUNT, "snowflake:user": ""}))
