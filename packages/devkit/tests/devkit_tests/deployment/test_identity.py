"""Tokens of a job: asked for where nothing else signs in, of the audience that they are for, and gone afterwards."""

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devkit.console import Console
from devkit.deployment import identity
from devkit.errors import ToolchainError
from devkit_tests.pull_request.fake_github import TOKEN, FakeGitHub, served

CLAIMS = {"iss": "https://token.actions.githubusercontent.com", "sub": "repo:acme@1/milvus@2:ref:refs/heads/main"}
JOB_TOKEN = f"e30.{base64.urlsafe_b64encode(json.dumps(CLAIMS).encode()).decode().rstrip('=')}.signature"
KEYLESS = {"SNOWFLAKE_USER": "U", "GITHUB_ACTIONS": "true"}


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with served() as found:
        found.tokens = lambda audience: JOB_TOKEN if audience == identity.ACCOUNT else f"for {audience}"
        yield found


@pytest.fixture
def job(github: FakeGitHub) -> dict[str, str]:
    return {**KEYLESS, identity.ADDRESS: f"{github.address}/token?api-version=2.0", identity.RIGHT: TOKEN}


def signed_in(variables: dict[str, str]) -> tuple[dict[str, str], str]:
    """The environment, and what was said."""
    screen = io.StringIO()
    with identity.signed_in(Console(screen), variables) as found:
        return found, screen.getvalue()


def test_a_job_signs_in_by_a_token_for_the_account(job: dict[str, str]) -> None:
    found, said = signed_in(job)
    assert found == {
        **job,
        "SNOWFLAKE_AUTHENTICATOR": "WORKLOAD_IDENTITY",
        "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER": "OIDC",
        "SNOWFLAKE_TOKEN": JOB_TOKEN,
    }
    assert said.endswith(f"identity: U, by a token of {CLAIMS['iss']} for {CLAIMS['sub']}\n")


@pytest.mark.parametrize(
    "name", ["SNOWFLAKE_PRIVATE_KEY", "SNOWFLAKE_TOKEN", "SNOWFLAKE_PASSWORD", "SNOWFLAKE_PROFILE"]
)
def test_what_signs_in_already_is_left_alone(name: str, github: FakeGitHub, job: dict[str, str]) -> None:
    given = {**job, name: "x"}
    assert signed_in(given) == (given, "")
    assert github.queries == []


def test_elsewhere_nothing_is_asked_for() -> None:
    assert signed_in({"SNOWFLAKE_USER": "U", "AWS_ROLE_ARN": "arn"}) == (
        {"SNOWFLAKE_USER": "U", "AWS_ROLE_ARN": "arn"},
        "",
    )


def test_a_job_without_the_right_is_told_which() -> None:
    with pytest.raises(ToolchainError, match="To do: permissions: id-token: write"):
        signed_in(KEYLESS)


def test_a_token_that_is_not_given_is_said(job: dict[str, str]) -> None:
    with pytest.raises(ToolchainError, match=r"GitHub gives no token for snowflakecomputing\.com: HTTP Error 401"):
        signed_in({**job, identity.RIGHT: "another"})


def test_a_role_of_aws_has_a_token_in_a_file_as_long_as_it_is_needed(job: dict[str, str]) -> None:
    with identity.signed_in(Console(io.StringIO()), {**job, "AWS_ROLE_ARN": "arn"}) as found:
        file = Path(found["AWS_WEB_IDENTITY_TOKEN_FILE"])
        assert (file.read_text(), file.stat().st_mode & 0o777) == ("for sts.amazonaws.com", 0o600)
    assert not file.exists()


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_PROFILE"])
def test_what_signs_in_to_aws_already_is_left_alone(name: str, job: dict[str, str]) -> None:
    found, _ = signed_in({**job, "AWS_ROLE_ARN": "arn", name: "x"})
    assert found.get("AWS_WEB_IDENTITY_TOKEN_FILE") == ("x" if name == "AWS_WEB_IDENTITY_TOKEN_FILE" else None)
