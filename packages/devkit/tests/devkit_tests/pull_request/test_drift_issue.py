"""One issue for a stack's drift: opened, updated, closed, and nobody else's."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from devkit.errors import ToolchainError
from devkit.pull_request import drift_issue, report
from devkit.pull_request.github import BOT
from devkit.pull_request.report import DRIFT, Report, Resource
from devkit_tests.pull_request.fake_github import ISSUE, REPOSITORY, TOKEN, FakeGitHub

NONE = Report("prod", "", "abc", unchanged=61, kind=DRIFT)
SOME = replace(NONE, resources=(Resource("update", "snowflake:Warehouse", "warehouse"),), unchanged=60)
MARKER = "<!-- milvus-spcs drift of prod -->"
OPEN = {"number": ISSUE, "body": f"{MARKER}\nbefore", "user": {"login": BOT}}


def written(github: FakeGitHub, directory: Path, found: Report) -> list[tuple[str, str, str]]:
    report.write(directory, found, "")
    run(github, directory)
    return github.written


def run(github: FakeGitHub, directory: Path) -> None:
    variables = {
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_API_URL": github.address,
        "GITHUB_SERVER_URL": "https://example.org",
        "GITHUB_RUN_ID": "99",
        "GITHUB_TOKEN": TOKEN,
    }
    assert drift_issue.command(directory, variables) == 0


def test_the_first_drift_opens_one(github: FakeGitHub, tmp_path: Path) -> None:
    ((method, path, body),) = written(github, tmp_path, SOME)
    assert (method, path, github.beside) == ("POST", "issues", [{"title": "Drift of the stack prod"}])
    assert body.startswith(f"{MARKER}\n### Drift of `prod`: 1 to change\n")
    assert body.endswith(f"[The run that looked](https://example.org/{REPOSITORY}/actions/runs/99)\n")


def test_the_next_one_updates_it(github: FakeGitHub, tmp_path: Path) -> None:
    github.issues = [OPEN]
    ((method, path, _),) = written(github, tmp_path, SOME)
    assert (method, path, github.beside) == ("PATCH", f"issues/{ISSUE}", [{"state": "open"}])


def test_none_closes_it(github: FakeGitHub, tmp_path: Path) -> None:
    github.issues = [OPEN]
    ((method, path, body),) = written(github, tmp_path, NONE)
    assert (method, path, github.beside) == ("PATCH", f"issues/{ISSUE}", [{"state": "closed"}])
    assert "### Drift of `prod`: no changes\n" in body


def test_none_without_an_issue_is_none(github: FakeGitHub, tmp_path: Path) -> None:
    assert written(github, tmp_path, NONE) == []


def test_a_preview_that_fails_is_told_as_well(github: FakeGitHub, tmp_path: Path) -> None:
    ((method, _, body),) = written(github, tmp_path, replace(NONE, refusal="role X is not held"))
    assert method == "POST"
    assert "role X is not held" in body


@pytest.mark.parametrize(
    "other",
    [
        {"user": {"login": "octocat"}},
        {"body": "<!-- milvus-spcs drift of production -->\nbefore"},
        {"body": None},
        {"pull_request": {}},
    ],
    ids=["somebody's", "another stack's", "empty", "a pull request"],
)
def test_another_issue_is_left_alone(github: FakeGitHub, tmp_path: Path, other: dict[str, Any]) -> None:
    github.issues = [{**OPEN, **other}]
    ((method, _, _),) = written(github, tmp_path, SOME)
    assert method == "POST"


def test_without_a_report_nothing_is_posted(github: FakeGitHub, tmp_path: Path) -> None:
    run(github, tmp_path)
    assert (github.queries, github.written) == ([], [])


@pytest.mark.parametrize("change", [{"kind": "change"}, {"stack": "prod -->\n@octocat"}])
def test_what_is_no_drift_of_a_stack_is_refused(github: FakeGitHub, tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(ToolchainError, match="is of no drift"):
        written(github, tmp_path, replace(SOME, **change))  # type: ignore[arg-type]


def test_outside_of_a_workflow_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ToolchainError, match="drift-issue runs in a workflow of GitHub: GITHUB_API_URL, "):
        drift_issue.command(tmp_path, {})
