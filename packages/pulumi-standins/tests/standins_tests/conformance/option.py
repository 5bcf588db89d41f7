"""pytest --record."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record",
        action="store_true",
        help="write down what the snowflake plugin on PATH answers and sends (recordings beside the conformance tests)",
    )
