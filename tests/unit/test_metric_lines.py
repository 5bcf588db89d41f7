"""Lines of metrics among others, which are as hostile as whoever writes them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from components.metric_lines import MOST_NAMES, measured

AT = "2026-11-28T19:00:00Z"


def test_lines_among_others_keep_their_order() -> None:
    lines = [
        "keeper: watches",
        json.dumps({"at": AT, "metrics": {"up": 1, "searches_per_second": 2.5}}),
        '{"level": "info"}',
        json.dumps({"at": "2026-11-28T20:01:00+01:00", "metrics": {"up": 0}}),
    ]
    first, second = measured(lines)
    assert (first.at, first.figures) == (datetime(2026, 11, 28, 19, tzinfo=UTC), {"up": 1, "searches_per_second": 2.5})
    assert (second.at.astimezone(UTC).minute, second.figures) == (1, {"up": 0})


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "{}",
        "[" * 10_000,
        '{"a": ' * 10_000,
        '{"at": 1, "metrics": {"up": 1}}',
        '{"at": "2026-11-28T19:00:00", "metrics": {"up": 1}}',
        f'{{"at": "{AT}", "metrics": [1]}}',
        f'{{"at": "{AT}", "metrics": {{"up": NaN}}}}',
        f'{{"at": "{AT}", "metrics": {{"up": true}}}}',
        f'{{"at": "{AT}", "metrics": {{"up": 1e400}}}}',
        f'{{"at": "{AT}", "metrics": {{"<b>": 1}}}}',
        f'{{"at": "{AT}", "metrics": {{"up": "1"}}}}',
        json.dumps({"at": AT, "metrics": {f"n{number}": 1 for number in range(MOST_NAMES + 1)}}),
        json.dumps({"at": AT, "metrics": {"up": 1}, "rest": "x" * 20_000}),
    ],
)
def test_others_are_passed_over(line: str) -> None:
    assert measured([line]) == []
