"""Metrics of containers as plots: lines among others, and what hostile ones leave."""

from __future__ import annotations

import json

import pytest

from spcs_local.page import plots as page_plots
from spcs_local.page.plots import HEIGHT, MOST_NAMES, MOST_POINTS, WIDTH, plots
from spcs_local_tests.page.conftest import Page
from spcs_local_tests.page.reading import section
from spcs_local_tests.services.world import containers_of


def line(second: int, **metrics: float) -> str:
    return json.dumps({"at": f"2026-11-28T19:{second // 60:02}:{second % 60:02}Z", "metrics": metrics})


def test_a_line_for_each_name_between_its_least_and_its_most() -> None:
    log = "\n".join(["starting", line(0, rate=1, used_bytes=2**20), line(30, rate=3), line(60, rate=2, used_share=0.5)])
    found = plots("0", "A", log)
    assert found is not None
    assert (found.until - found.since, [it.name for it in found.shown]) == (60, ["rate", "used_bytes", "used_share"])
    rate, used, share = found.shown
    assert (rate.latest, rate.least, rate.most) == ("2", "1", "3")
    assert rate.points == "1.0,39.0 80.0,1.0 159.0,20.0"
    assert (used.latest, share.latest) == ("1 MiB", "50.0%")
    assert used.points == "1.0,20.0 1.0,20.0"


def test_a_log_without_metrics_has_none() -> None:
    assert plots("0", "A", 'listening\n{"level": "info", "at": "2026-11-28T19:00:00Z"}\n') is None


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 10_000,
        '{"metrics": ' * 10_000,
        '{"at": "2026-11-28T19:00:00Z", "metrics": {"<script>": 1}}',
        '{"at": "2026-11-28T19:00:00Z", "metrics": {"a": NaN, "b": 1e999, "c": true, "d": "1", "e": [1]}}',
        '{"at": "2026-11-28T19:00:00", "metrics": {"a": 1}}',
        '{"at": "9999-12-31T23:59:59-23:59", "metrics": "a"}',
        '{"at": "2026-11-28T19:00:00Z", "metrics": {"a": 1}, "rest": "' + "x" * 20_000 + '"}',
    ],
)
def test_hostile_lines_are_passed_over(hostile: str) -> None:
    assert plots("0", "A", hostile) is None


def test_points_and_names_are_bounded() -> None:
    log = "\n".join(line(second, **{f"n{number}": second for number in range(60)}) for second in range(500))
    found = plots("0", "A", log)
    assert found is not None
    assert len(found.shown) == MOST_NAMES
    assert len(found.shown[0].points.split()) == MOST_POINTS
    for point in found.shown[0].points.split():
        across, down = map(float, point.split(","))
        assert 0 <= across <= WIDTH
        assert 0 <= down <= HEIGHT


def test_page_shows_what_a_service_writes(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    with page.signed_in() as client:
        assert 'id="metrics"' not in client.get("/").text
        adapter = containers_of(page.account)
        name = next(state.name for state in adapter.containers())
        adapter.write(name, "<b>hello</b>")
        for second in (0, 60):
            adapter.write(name, line(second, requests_per_second=second + 1))
        shown = section(client.get("/").text, "metrics")
        assert "DEMO.APP.SVC, instance 0, container main" in shown
        assert "requests per second</span> <strong>61</strong>" in shown
        assert '<polyline points="1.0,39.0 159.0,1.0" fill="none"' in shown
        assert "style=" not in shown
        assert "hello" not in shown
        monkeypatch.setattr(page_plots, "MOST_NAMES", 0)
        assert 'id="metrics"' not in client.get("/").text
