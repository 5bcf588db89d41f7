"""The file that says how the service user signs in."""

from pathlib import Path

import pytest

from devkit.service_user import credentials
from devkit.service_user.credentials import Credentials

KNOWN = Credentials("DEPLOYER", "DEPLOYER_ROLE", "the key")


def test_what_is_written_is_read_and_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "deployer.json"
    KNOWN.write(file)

    assert credentials.read(file) == KNOWN
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"user": "DEPLOYER"}', '{"user": 1, "role": 2}', "null"])
def test_a_file_that_is_not_whole_is_none(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "deployer.json"
    if text is not None:
        file.write_text(text)

    assert credentials.read(file) is None


def test_a_repr_shows_no_key() -> None:
    assert "the key" not in repr(KNOWN)
