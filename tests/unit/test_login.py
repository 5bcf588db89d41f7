"""What stands for a user and a password."""

from __future__ import annotations

from components.login import Login
from components.secret import Secret
from components.sql import Identifier


def test_it_is_shown_without_its_password() -> None:
    shown = repr(Login(secret=Identifier("KEYS"), user="somebody", password=Secret("of-somebody")))
    assert "somebody" in shown
    assert "of-somebody" not in shown
