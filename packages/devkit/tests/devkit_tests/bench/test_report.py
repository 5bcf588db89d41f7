"""The figures as a table and as plots."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from devkit.bench import report
from devkit_tests.bench.figures import UP

SCRIPT = replace(UP, operation="script", seconds=16.0, objects=0)
SERVICES = [
    replace(UP, program=f"{count} services", delay_milliseconds=0, seconds=seconds, statements=count * 5)
    for count, seconds in ((10, 2.0), (30, 4.0))
]


def test_table_compares_up_with_script_and_path() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in report.table([SCRIPT, UP]).splitlines()]
    assert rows[0] == list(report.COLUMNS)
    assert rows[3][-5:] == ["2.00", "16", "5.00", "1.60", "0.50"]
    assert rows[2][-2:] == ["", ""]


def test_growth_is_what_each_further_service_took() -> None:
    assert report.growth([UP, *SERVICES]) == ["10 services to 30 services, 0 ms: 0.100 s and 5.0 statements a service"]


def test_plots_have_a_bar_for_each_up_and_its_path() -> None:
    drawn = ElementTree.fromstring(report.svg_plot([SCRIPT, UP], "Seconds & more"))  # noqa: S314 - our own
    assert len([element for element in drawn if element.tag.endswith("rect")]) == 1 + 3
    lines = report.text_plot([SCRIPT, UP]).splitlines()
    assert [line.count("#") for line in lines] == [60, 30, 19]
