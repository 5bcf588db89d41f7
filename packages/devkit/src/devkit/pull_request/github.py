"""As much of GitHub's REST interface as comments and issues take. https://docs.github.com/en/rest"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

from devkit.errors import ToolchainError

PAGE = 100
SECONDS = 30.0
API, NAME, TOKEN, SERVER = "GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN", "GITHUB_SERVER_URL"
# who writes with a workflow's own token
BOT = "github-actions[bot]"


@dataclass(frozen=True)
class Repository:
    """One, of `address`, as who holds the token."""

    address: str
    name: str
    token: str = field(repr=False)

    @classmethod
    def of(cls, command: str, variables: Mapping[str, str], *more: str) -> "Repository":
        """That of a workflow's run, which sets `more` as well. Raises ToolchainError."""
        if missing := [name for name in (API, NAME, TOKEN, *more) if not variables.get(name)]:
            raise ToolchainError(f"{command} runs in a workflow of GitHub: {', '.join(missing)} is not set")
        return cls(variables[API], variables[NAME], variables[TOKEN])

    def pulls(self, owner: str, branch: str) -> Iterator[Mapping[str, Any]]:
        """The open ones of a branch."""
        yield from self._pages("pulls", {"state": "open", "head": f"{owner}:{branch}"})

    def comments(self, pull: int) -> Iterator[Mapping[str, Any]]:
        yield from self._pages(f"issues/{pull}/comments", {})

    def post(self, pull: int, body: str) -> None:
        self._ask("POST", f"issues/{pull}/comments", {"body": body})

    def update(self, comment: int, body: str) -> None:
        self._ask("PATCH", f"issues/comments/{comment}", {"body": body})

    def issues(self) -> Iterator[Mapping[str, Any]]:
        """The open ones; a pull request is one too, for GitHub."""
        yield from self._pages("issues", {"state": "open"})

    def open_issue(self, title: str, body: str) -> int:
        """Its number."""
        return int(self._ask("POST", "issues", {"title": title, "body": body})["number"])

    def update_issue(self, issue: int, body: str, state: str = "open") -> None:
        self._ask("PATCH", f"issues/{issue}", {"body": body, "state": state})

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        page = 1
        while True:
            found = self._ask("GET", f"{path}?{urlencode({**query, 'per_page': PAGE, 'page': page})}")
            yield from found
            if len(found) < PAGE:
                return
            page += 1

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the runner's own address
            f"{self.address}/repos/{self.name}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                said = error.read(1000).decode(errors="replace")
            raise ToolchainError(f"GitHub refuses {method} {path} with {error.code}: {said}") from None
        except (OSError, HTTPException, ValueError) as error:
            raise ToolchainError(f"GitHub does not answer {method} {path}: {error}") from None
