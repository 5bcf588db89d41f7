"""A stack's configuration without the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from components import stack_file
from components.stack_file import StackFileError

TEXT = """\
encryptionsalt: v1:x
config:
  snowflake:accountName: DEV
  snowflake:port: 7878
  milvus-spcs:guidePrivileges: true
  milvus-spcs:roles:
    storage: PUSHERS
  snowflake:privateKey:
    secure: v1:y
"""
ENGINE = """\
#!/bin/sh
[ "$*" = "config --json --show-secrets --stack acme/dev --non-interactive" ] || exit 1
echo '{"snowflake:privateKey": {"value": "key", "secret": true}, "snowflake:accountName": {"value": "DEV"}}'
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.dev.yaml").write_text(TEXT)
    return tmp_path


def engine(directory: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """What stands for it on PATH."""
    (directory / "pulumi").write_text(text)
    (directory / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")


@pytest.mark.parametrize("stack", ["dev", "acme/dev", "acme/milvus-spcs/dev"])
def test_read_values_as_the_engine_hands_them_over(directory: Path, stack: str) -> None:
    found = stack_file.read(stack, directory)
    assert (found.get("snowflake:accountName"), found.get("snowflake:port")) == ("DEV", "7878")
    assert found.get("milvus-spcs:guidePrivileges") == "true"
    assert found.get("milvus-spcs:roles") == '{"storage": "PUSHERS"}'


def test_leave_what_is_encrypted(directory: Path) -> None:
    found = stack_file.read("dev", directory)
    assert found.get("snowflake:privateKey") is None
    assert found.is_secret("snowflake:privateKey")
    assert not found.is_secret("snowflake:accountName")


def test_open_what_is_encrypted_with_the_engine(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(directory, monkeypatch, ENGINE)
    found = stack_file.opened("acme/dev", directory, stack_file.read("acme/dev", directory))
    assert (found.get("snowflake:privateKey"), found.get("snowflake:accountName")) == ("key", "DEV")
    assert found.is_secret("snowflake:privateKey")
    assert "key'" not in repr(found)


def test_say_what_the_engine_says(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(directory, monkeypatch, "#!/bin/sh\necho 'error: incorrect passphrase' >&2; exit 255\n")
    with pytest.raises(StackFileError, match="secrets stay closed: error: incorrect passphrase"):
        stack_file.opened("dev", directory, stack_file.read("dev", directory))


def test_say_that_there_is_no_engine(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(directory))
    with pytest.raises(StackFileError, match="pulumi, which opens the stack's secrets, is not on PATH"):
        stack_file.opened("dev", directory, stack_file.read("dev", directory))


def test_name_a_stack_that_has_no_file(directory: Path) -> None:
    with pytest.raises(StackFileError, match=r"there is no .*Pulumi\.prod\.yaml\. To do: name a stack"):
        stack_file.read("prod", directory)


@pytest.mark.parametrize("text", ["[", "- 1", "config: []\n- x", "x"])
def test_name_a_file_that_is_none(directory: Path, text: str) -> None:
    (directory / "Pulumi.dev.yaml").write_text(text)
    with pytest.raises(StackFileError, match=r"Pulumi\.dev\.yaml is no configuration of a stack"):
        stack_file.read("dev", directory)


def test_take_an_empty_file_for_no_setting(directory: Path) -> None:
    (directory / "Pulumi.dev.yaml").write_text("")
    assert stack_file.read("dev", directory).values == {}
