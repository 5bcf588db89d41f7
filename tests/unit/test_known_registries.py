"""What the credential helper knows beside the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from components import known_registries
from components.known_registries import FILE, KnownRegistry, registry_host

KNOWN = {
    "h": KnownRegistry(account="ACME-DEV", settings={"snowflake:role": "PUSHERS"}),
    "127.0.0.1:1": KnownRegistry(account="LOCAL-DEV", settings={}),
}


@pytest.mark.parametrize(("account", "host"), [("ACME-DEV_1", "acme-dev-1"), ("a-b", "a-b")])
def test_registry_is_called_as_its_account(account: str, host: str) -> None:
    assert registry_host(account) == f"{host}.registry.snowflakecomputing.com"


def test_read_what_was_written(tmp_path: Path) -> None:
    known_registries.write(tmp_path, KNOWN)
    assert known_registries.read(tmp_path) == KNOWN
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_leave_no_file_without_a_registry(tmp_path: Path) -> None:
    known_registries.write(tmp_path, KNOWN)
    known_registries.write(tmp_path, {})
    known_registries.write(tmp_path, {})
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"h": {}}', '{"h": 1}', '{"h": {"account": "a", "other": 1}}'])
def test_know_nothing_of_what_is_not_whole(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert known_registries.read(tmp_path) == {}


def test_be_a_source_of_settings_in_clear() -> None:
    source = KNOWN["h"]
    assert (source.get("snowflake:role"), source.get("snowflake:user")) == ("PUSHERS", None)
    assert not source.is_secret("snowflake:role")
