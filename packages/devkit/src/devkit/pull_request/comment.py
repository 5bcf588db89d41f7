"""Posts a preview to its pull request, or updates what was posted before. Runs nothing of the request: what that has
left is a report, whose text is inert, and which request it is of, GitHub says."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from devkit.pull_request import markdown, report
from devkit.pull_request.github import BOT, SERVER, Repository

MARKER = "<!-- milvus-spcs preview-diff -->"
EVENT = "GITHUB_EVENT_PATH"


def command(directory: Path, variables: Mapping[str, str]) -> int:
    """In a workflow that `workflow_run` starts."""
    repository = Repository.of("preview-comment", variables, EVENT, SERVER)
    run = json.loads(Path(variables[EVENT]).read_text(encoding="utf-8"))["workflow_run"]
    pull = _pull(repository, run)
    if pull is None:
        print("preview-comment: no open pull request has this run's commit as its head; nothing to post")
        return 0
    link = f"{variables[SERVER]}/{repository.name}/actions/runs/{int(run['id'])}"
    _post(repository, pull, body(directory, str(run["head_sha"]), link))
    return 0


def body(directory: Path, head: str, link: str) -> str:
    """Of the comment. What the report says of the head, and that it is a preview, is not taken: GitHub knows."""
    try:
        found = report.load(directory)
    except report.ReportError:
        return f"{MARKER}\n### Preview: none\n\nThe run has ended without one: [its log]({link}) says why.\n"
    return f"{MARKER}\n{markdown.comment(replace(found, head=head[:12], kind=report.CHANGE), link)}"


def _pull(repository: Repository, run: Mapping[str, Any]) -> int | None:
    """The number of the one open request with this head; of a fork's, the run itself names none."""
    if run.get("event") != "pull_request" or not run.get("head_repository"):
        return None
    found = {
        int(pull["number"])
        for pull in repository.pulls(str(run["head_repository"]["owner"]["login"]), str(run["head_branch"]))
        if pull["head"]["sha"] == run["head_sha"] and pull["base"]["repo"]["full_name"] == repository.name
    }
    return found.pop() if len(found) == 1 else None


def _post(repository: Repository, pull: int, text: str) -> None:
    for comment in repository.comments(pull):
        # somebody else's is left alone, whatever it begins with
        if comment["user"]["login"] == BOT and str(comment["body"]).startswith(MARKER):
            repository.update(int(comment["id"]), text)
            print(f"preview-comment: updated the comment in pull request {pull}")
            return
    repository.post(pull, text)
    print(f"preview-comment: commented on pull request {pull}")
