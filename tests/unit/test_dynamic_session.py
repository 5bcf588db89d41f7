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


def test_provider_signs_in_with_what_the_engine_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    @contextmanager
    def sign_in(connection: Connection, role: str) -> Iterator[Session]:
        asked.append((connection.account, role))
        yield FakeSession([])

    monkeypatch.setattr(dynamic_session, "open_session", sign_in)
    provider = SessionProvider()
    provider.configure(request(ACCOUNT))
    assert provider.session("OWNER") is provider.session("OWNER")
    assert asked == [("ACME-DEV_1", "OWNER")]


def test_provider_says_what_the_engine_has_not_given_it() -> None:
    with pytest.raises(SettingsError, match="snowflake:user is missing"):
        SessionProvider().configure(request({**ACCOUNT, "snowflake:user": ""}))
