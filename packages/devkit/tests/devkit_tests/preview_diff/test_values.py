"""Properties as the engine writes them."""

from typing import Any

import pytest

from devkit.preview_diff import values
from devkit.pull_request.report import SECRET, UNKNOWN, Change

ENGINES_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
ENGINES_SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}


def test_what_differs_is_found_by_its_path() -> None:
    old = {"name": "A", "nested": {"same": 1, "gone": [1]}, "__defaults": ["x"], "__provider": "1"}
    new = {"name": "B", "nested": {"same": 1, "new": True}, "__defaults": [], "__provider": "2"}
    assert values.changes(old, new) == (
        Change("name", "A", "B"),
        Change("nested.gone", "[1]", None),
        Change("nested.new", None, "true"),
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", "a\nb"),
        (3, "3"),
        (None, None),
        (ENGINES_UNKNOWN, UNKNOWN),
        (ENGINES_SECRET, SECRET),
        ({"b": [ENGINES_UNKNOWN], "a": ENGINES_SECRET, "__defaults": []}, f'{{"a": "{SECRET}", "b": ["{UNKNOWN}"]}}'),
    ],
)
def test_values_are_text(value: Any, text: str | None) -> None:
    assert values.text(value) == text


def test_a_secret_is_one_value_and_not_looked_into() -> None:
    other = {**ENGINES_SECRET, "ciphertext": "y"}
    assert values.changes({"password": ENGINES_SECRET}, {"password": other}) == ()
