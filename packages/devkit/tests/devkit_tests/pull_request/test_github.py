"""What is asked of GitHub, by a server that answers as it does."""

import pytest

from devkit.errors import ToolchainError
from devkit.pull_request.github import Repository
from devkit_tests.pull_request.fake_github import FakeGitHub


def test_every_page_is_read(github: FakeGitHub) -> None:
    github.comments = [{"id": number, "body": "", "user": {"login": "a"}} for number in range(230)]
    found = Repository(github.address, "acme/milvus", "t0ken").comments(7)
    assert [it["id"] for it in found] == list(range(230))


def test_a_branch_is_asked_for_by_its_whole_name(github: FakeGitHub) -> None:
    list(Repository(github.address, "acme/milvus", "t0ken").pulls("octocat", "a&state=closed#/@x"))
    assert github.queries == [{"state": "open", "head": "octocat:a&state=closed#/@x", "per_page": "100", "page": "1"}]


def test_a_refusal_is_said_without_the_token(github: FakeGitHub) -> None:
    with pytest.raises(ToolchainError, match=r"GitHub refuses POST issues/7/comments with 401") as refusal:
        Repository(github.address, "acme/milvus", "wr0ng").post(7, "x")
    assert "wr0ng" not in str(refusal.value)


def test_nobody_there_is_said() -> None:
    with pytest.raises(ToolchainError, match="GitHub does not answer GET pulls"):
        list(Repository("http://127.0.0.1:1", "acme/milvus", "t0ken").pulls("octocat", "x"))
