"""One comment in a pull request: posted, updated, and of that request alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from devkit.errors import ToolchainError
from devkit.pull_request import comment, report
from devkit.pull_request.github import BOT
from devkit.pull_request.report import Report
from devkit_tests.pull_request.fake_github import PULL, REPOSITORY, TOKEN, FakeGitHub

SHA = "0123456789abcdef0123456789abcdef01234567"
RUN = {
    "id": 99,
    "event": "pull_request",
    "head_sha": SHA,
    "head_branch": "change",
    "head_repository": {"owner": {"login": "octocat"}},
    # of a fork's request GitHub names none here
    "pull_requests": [],
}
LINK = f"https://example.org/{REPOSITORY}/actions/runs/99"


def pull(number: int = PULL, sha: str = SHA, base: str = REPOSITORY) -> dict[str, Any]:
    return {"number": number, "head": {"sha": sha}, "base": {"repo": {"full_name": base}}}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "report.json").write_text(Report("dev", "main", "a lie").to_json())
    return tmp_path


def posted(github: FakeGitHub, directory: Path, run: dict[str, Any]) -> list[tuple[str, str, str]]:
    event = directory / "event.json"
    event.write_text(json.dumps({"workflow_run": run}))
    variables = {
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_API_URL": github.address,
        "GITHUB_SERVER_URL": "https://example.org",
        "GITHUB_TOKEN": TOKEN,
    }
    assert comment.command(directory, variables) == 0
    return github.written


def test_the_first_is_posted(github: FakeGitHub, directory: Path) -> None:
    github.pulls = [pull()]
    ((method, path, body),) = posted(github, directory, RUN)
    assert (method, path) == ("POST", f"issues/{PULL}/comments")
    assert body.startswith(f"{comment.MARKER}\n### Preview of `dev`: no changes\n\n`main` → `{SHA[:12]}`\n")


def test_the_next_updates_it_and_nobody_elses(github: FakeGitHub, directory: Path) -> None:
    github.pulls = [pull()]
    github.comments = [
        {"id": 1, "body": f"{comment.MARKER}\nmine", "user": {"login": "octocat"}},
        {"id": 2, "body": "hello", "user": {"login": BOT}},
        {"id": 3, "body": f"{comment.MARKER}\nbefore", "user": {"login": BOT}},
    ]
    ((method, path, _),) = posted(github, directory, RUN)
    assert (method, path) == ("PATCH", "issues/comments/3")


@pytest.mark.parametrize(
    ("pulls", "run"),
    [
        ([], RUN),
        ([pull(sha="f" * 40)], RUN),
        ([pull(base="acme/other")], RUN),
        ([pull(), pull(8)], RUN),
        ([pull()], {**RUN, "event": "push"}),
        ([pull()], {**RUN, "head_repository": None}),
    ],
    ids=["none", "moved on", "of another repository", "two", "no request", "no fork any more"],
)
def test_nothing_is_posted_where_the_request_is_not_certain(
    github: FakeGitHub, directory: Path, pulls: list[dict[str, Any]], run: dict[str, Any]
) -> None:
    github.pulls = pulls
    assert posted(github, directory, run) == []


@pytest.mark.parametrize("content", [None, "{", '{"stack": "@octocat"}', "[" * 100_000, "\ud800"])
def test_without_a_report_the_comment_says_where_to_look(directory: Path, content: str | None) -> None:
    file = directory / "report.json"
    if content is None:
        file.unlink()
    else:
        file.write_text(content, errors="surrogatepass")
    assert comment.body(directory, SHA, LINK) == (
        f"{comment.MARKER}\n### Preview: none\n\nThe run has ended without one: [its log]({LINK}) says why.\n"
    )


def test_it_is_the_comment_of_a_request_whatever_the_report_says(directory: Path) -> None:
    (directory / "report.json").write_text(Report("dev", "main", "change", kind=report.DRIFT).to_json())
    assert comment.body(directory, SHA, LINK).startswith(f"{comment.MARKER}\n### Preview of `dev`: no changes\n")


def test_a_report_that_is_too_long_is_not_read(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "LIMIT", 10)
    assert "### Preview: none" in comment.body(directory, SHA, LINK)


def test_outside_of_a_workflow_it_says_what_is_missing(directory: Path) -> None:
    with pytest.raises(ToolchainError, match="GITHUB_TOKEN, GITHUB_SERVER_URL is not set"):
        comment.command(directory, {"GITHUB_EVENT_PATH": "x", "GITHUB_REPOSITORY": "x", "GITHUB_API_URL": "x"})
