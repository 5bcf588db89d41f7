"""Profiles of the provider's own file."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from components.profile import LARGEST, Profile, read_profile

CONTENT = """
[default]
organization_name = 'ACME'
account_name = 'DEV'
user = 'U'
authenticator = 'SNOWFLAKE_JWT'
private_key = '''
-----BEGIN PRIVATE KEY-----
'''
port = 443
warehouse = 'W'

[ci]
username = 'CI'
user = 'ignored'
token = 'eyJ'
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where it lies by default."""
    made = tmp_path / ".snowflake" / "config"
    made.parent.mkdir()
    made.write_text(CONTENT, encoding="utf-8")
    made.chmod(0o600)
    return made


def read(file: Path, name: str = "") -> Profile:
    return read_profile({"HOME": str(file.parents[1]), "SNOWFLAKE_PROFILE": name})


def problem(file: Path, name: str = "") -> str:
    found = read(file, name)
    assert found.values == {}
    return str(found.problem)


def test_the_default_one_is_read(file: Path) -> None:
    found = read(file)
    assert found.problem is None
    assert found.values == {
        "SNOWFLAKE_ORGANIZATION_NAME": "ACME",
        "SNOWFLAKE_ACCOUNT_NAME": "DEV",
        "SNOWFLAKE_USER": "U",
        "SNOWFLAKE_AUTHENTICATOR": "SNOWFLAKE_JWT",
        "SNOWFLAKE_PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----\n",
        "SNOWFLAKE_PORT": "443",
    }
    assert "BEGIN" not in repr(found)


def test_another_is_read_by_name(file: Path) -> None:
    found = read(file, "ci")
    assert found.named
    assert found.values == {"SNOWFLAKE_USER": "CI", "SNOWFLAKE_TOKEN": "eyJ"}


def test_another_file_is_read_where_a_variable_says_so(file: Path) -> None:
    elsewhere = file.rename(file.with_name("elsewhere"))
    assert read_profile({"SNOWFLAKE_CONFIG_PATH": str(elsewhere)}).values["SNOWFLAKE_USER"] == "U"
    assert read(file) == Profile()


def test_no_file_and_no_default_profile_are_nothing(file: Path) -> None:
    file.write_text("[ci]\n", encoding="utf-8")
    assert read(file) == Profile()
    assert read_profile({}) == Profile()


@pytest.mark.parametrize("name", ["", "ci"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610])
def test_one_that_others_may_read_is_not_used(file: Path, mode: int, name: str) -> None:
    file.chmod(mode)
    assert problem(file, name) == (
        f"{file} is open to others; allowed: a file for its owner alone. To do: chmod 600 {file}."
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[default\nuser = 'hunter2'", "config is not TOML"),
        ("default = 3", "profile 'default' of .*config is missing; allowed: a table of keys"),
        ("[default]\naccount = 'ACME-DEV'", "account in profile 'default' .* allowed: organization_name and account_"),
        ("[default]\npassword = 12345", "password in profile 'default' .* is of another type; allowed: a text"),
        ("[default]\nport = '443'", "port in profile 'default' .* is of another type; allowed: a number"),
    ],
)
def test_one_that_the_plugin_would_not_take_is_told_of_without_its_content(file: Path, text: str, told: str) -> None:
    file.write_text(text, encoding="utf-8")
    found = problem(file)
    assert re.search(told, found)
    assert "hunter2" not in found
    assert "12345" not in found


def test_one_that_is_named_has_to_be_there(file: Path) -> None:
    assert "profile 'prod' of" in problem(file, "prod")
    assert "or set SNOWFLAKE_PROFILE to one that is there" in problem(file, "prod")
    file.unlink()
    assert "not readable (No such file or directory)" in problem(file, "prod")


def test_one_that_is_too_large_is_not_read(file: Path) -> None:
    os.truncate(file, LARGEST + 1)
    assert "config is too large; allowed: 10 MB" in problem(file)
