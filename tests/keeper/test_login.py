"""Secrets as a container gets them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from keeper.login import Login, read


def test_a_secret_is_two_files(tmp_path: Path) -> None:
    (tmp_path / "username").write_text("root")
    (tmp_path / "password").write_text("as it is, ü\n")
    assert read(tmp_path) == Login("root", "as it is, ü\n")


@pytest.mark.parametrize("files", [{}, {"username": "root"}, {"username": "root", "password": ""}])
def test_half_a_secret_is_none(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert read(tmp_path) is None


def test_the_password_is_not_shown() -> None:
    login = Login("root", "hidden-one")
    assert "hidden-one" not in f"{login!r} {login}"
    assert base64.b64decode(login.authorization) == b"root:hidden-one"
