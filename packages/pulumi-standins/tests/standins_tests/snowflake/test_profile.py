"""Profiles of the provider's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.snowflake.profile import LARGEST, read_profile

CONTENT = "[default]\nuser = 'U'\n\n[ci]\nusername = 'CI'\nuser = 'ignored'\n\n[old]\naccount = 'A'\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where it lies by default."""
    made = tmp_path / ".snowflake" / "config"
    made.parent.mkdir()
    made.write_text(CONTENT, encoding="utf-8")
    made.chmod(0o600)
    return made


def environment(file: Path, name: str = "") -> dict[str, str]:
    return {"HOME": str(file.parents[1]), "SNOWFLAKE_PROFILE": name}


def test_profile_is_read_by_name(file: Path) -> None:
    assert read_profile(environment(file)) == {"user": "U"}
    assert read_profile(environment(file, "ci"))["user"] == "CI"


def test_default_profile_that_cannot_be_used_is_nothing(file: Path) -> None:
    file.chmod(0o644)
    assert read_profile(environment(file)) == {}
    file.unlink()
    assert read_profile(environment(file)) == {}
    assert read_profile({}) == {}


@pytest.mark.parametrize(
    ("text", "mode", "why"),
    [
        (CONTENT, 0o640, "it has unsafe permissions, 0o640"),
        ("[ci\npassword = 'hunter2'", 0o600, "it is no TOML"),
        ("[prod]\n", 0o600, "it has no such profile"),
        ("[ci]\naccount = 'A'\n", 0o600, "the account field needs an experiment"),
        ("#" * LARGEST + "##", 0o600, "it is too big"),
    ],
)
def test_named_profile_that_cannot_be_used_is_an_error(file: Path, text: str, mode: int, why: str) -> None:
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    with pytest.raises(ProviderError, match=f'could not retrieve "ci" profile config from file .*: {why}') as caught:
        read_profile(environment(file, "ci"))
    assert "hunter2" not in str(caught.value)
