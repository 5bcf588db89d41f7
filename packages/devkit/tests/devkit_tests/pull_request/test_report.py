"""Reports: what is written is read, and nothing else is taken for one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devkit.pull_request import report
from devkit.pull_request.report import Change, Report, ReportError, Resource

REPORT = Report(
    stack="dev",
    base="main",
    head="change",
    resources=(
        Resource("update", "snowflake:Service", "milvus-service", (Change("name", None, "A"),), ("name",), "x"),
    ),
    unchanged=3,
    refusal="no",
    lifted=True,
    notes=("a note",),
    violations=("a policy: no",),
)


def test_a_report_that_was_written_is_read() -> None:
    assert report.read(REPORT.to_json()) == REPORT


def test_it_is_found_where_it_was_written(tmp_path: Path) -> None:
    report.write(tmp_path / "new", REPORT, "text")
    assert report.load(tmp_path / "new") == REPORT
    assert (tmp_path / "new" / "preview.md").read_text() == "text"
    with pytest.raises(ReportError, match=r"there is no report\.json"):
        report.load(tmp_path)


def test_a_report_of_an_older_program_has_no_violation() -> None:
    older = {name: value for name, value in json.loads(REPORT.to_json()).items() if name != "violations"}
    assert report.read(json.dumps(older)) == replace(REPORT, violations=())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stack": 1}, "stack is no text"),
        ({"unchanged": "3"}, "unchanged is no number"),
        ({"refused": "nobody"}, "refused is neither base nor head"),
        ({"kind": "@octocat"}, "kind is none of change, deployment, drift"),
        ({"resources": {}}, "resources is no list"),
        ({"resources": ["x"]}, "a part of the report is no object"),
        ({"resources": [{"operation": "<b>"}]}, "operation is none of replace, delete, update, create"),
        ({"violations": ""}, "violations is no list"),
        ({"notes": [1]}, "notes has something that is no text"),
    ],
)
def test_what_has_another_shape_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ReportError, match=said):
        report.read(json.dumps({**json.loads(REPORT.to_json()), **change}))


@given(st.text() | st.recursive(st.none() | st.text(), lambda it: st.lists(it) | st.dictionaries(st.text(), it)))
def test_nothing_else_is_raised(value: object) -> None:
    for text in (value if isinstance(value, str) else "", json.dumps(value)):
        with pytest.raises(ReportError):
            report.read(text)
