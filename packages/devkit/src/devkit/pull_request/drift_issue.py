"""One issue for the drift of a stack: opened, updated, and closed once there is none. Its text is inert, for who
changes an account writes what stands there."""

from collections.abc import Mapping
from pathlib import Path

from devkit.errors import ToolchainError
from devkit.pull_request import markdown, report
from devkit.pull_request.github import BOT, SERVER, Repository
from devkit.pulumi import STACK_NAME

RUN = "GITHUB_RUN_ID"


def command(directory: Path, variables: Mapping[str, str]) -> int:
    """In the workflow that has looked for drift."""
    repository = Repository.of("drift-issue", variables, SERVER, RUN)
    try:
        found = report.load(directory)
    except report.ReportError as error:
        print(f"drift-issue: {error}; nothing to post: what ended before it says why")
        return 0
    if found.kind != report.DRIFT or not STACK_NAME.fullmatch(found.stack):
        raise ToolchainError(f"{directory / report.FILE} is of no drift. To do: make drift STACK=… REPORT={directory}")
    _post(repository, found, f"{variables[SERVER]}/{repository.name}/actions/runs/{int(variables[RUN])}")
    return 0


def _post(repository: Repository, found: report.Report, link: str) -> None:
    marker = f"<!-- milvus-spcs drift of {found.stack} -->"
    body = f"{marker}\n{markdown.comment(found, link)}\n[The run that looked]({link})\n"
    number = _number(repository, marker)
    if not found.is_anything:
        if number is not None:
            repository.update_issue(number, body, "closed")
        print(f"drift-issue: no drift of {found.stack}" + (f"; closed issue {number}" if number is not None else ""))
    elif number is None:
        print(f"drift-issue: opened issue {repository.open_issue(f'Drift of the stack {found.stack}', body)}")
    else:
        repository.update_issue(number, body)
        print(f"drift-issue: updated issue {number}")


def _number(repository: Repository, marker: str) -> int | None:
    """Of the open one. Somebody else's is left alone, whatever it begins with."""
    for issue in repository.issues():
        own = issue["user"]["login"] == BOT and "pull_request" not in issue
        if own and str(issue["body"] or "").startswith(f"{marker}\n"):
            return int(issue["number"])
    return None
