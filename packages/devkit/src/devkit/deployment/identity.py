"""Who a job of CI is: tokens that GitHub gives it, each when it is needed, for they live five minutes.

https://docs.github.com/en/actions/reference/security/oidc
"""

from __future__ import annotations

import base64
import contextlib
import json
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

from devkit import environment, files
from devkit.console import Console
from devkit.errors import ToolchainError

ADDRESS, RIGHT = "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
ACCOUNT, AWS = "snowflakecomputing.com", "sts.amazonaws.com"
WORKLOAD_IDENTITY = "WORKLOAD_IDENTITY"
SECONDS = 30.0
# who signs in to AWS otherwise, in the order in which its SDK looks
_AWS_OTHERWISE = ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_PROFILE")


@contextlib.contextmanager
def signed_in(console: Console, variables: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment with tokens that are new, where the job may ask for some and nothing else signs it in.

    Of an account's, and of AWS where AWS_ROLE_ARN names a role: state in S3, and secrets by KMS, need no stored key.
    """
    with tempfile.TemporaryDirectory(prefix="milvus-spcs-identity-") as directory:
        yield {**variables, **_account(console, variables), **_aws(variables, Path(directory) / "token")}


def _account(console: Console, variables: Mapping[str, str]) -> dict[str, str]:
    if _signs_in_otherwise(variables):
        return {}
    if not _may_ask(variables):
        if variables.get("GITHUB_ACTIONS"):
            raise ToolchainError(
                "nothing signs in: no SNOWFLAKE_* variable does, and the job may not ask GitHub for a token. "
                "To do: permissions: id-token: write"
            )
        return {}
    token = _token(variables, ACCOUNT)
    claims = _claims(token)
    user = variables.get("SNOWFLAKE_USER") or "nobody (SNOWFLAKE_USER is not set)"
    console.say("identity", f"{user}, by a token of {claims.get('iss')} for {claims.get('sub')}")
    return {
        "SNOWFLAKE_AUTHENTICATOR": WORKLOAD_IDENTITY,
        "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER": "OIDC",
        "SNOWFLAKE_TOKEN": token,
    }


def _signs_in_otherwise(variables: Mapping[str, str]) -> bool:
    """By a key, a password, a token or a profile that somebody has set."""
    neither = ("SNOWFLAKE_USER", "SNOWFLAKE_AUTHENTICATOR", "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER")
    return any(variables.get(name) for name in environment.WHO if name not in neither)


def _aws(variables: Mapping[str, str], file: Path) -> dict[str, str]:
    """The SDK exchanges the token for the role's credentials by itself."""
    if not (variables.get("AWS_ROLE_ARN") and _may_ask(variables)) or any(map(variables.get, _AWS_OTHERWISE)):
        return {}
    files.write(file, _token(variables, AWS), 0o600)
    return {"AWS_WEB_IDENTITY_TOKEN_FILE": str(file)}


def _may_ask(variables: Mapping[str, str]) -> bool:
    return bool(variables.get(ADDRESS) and variables.get(RIGHT))


def _token(variables: Mapping[str, str], audience: str) -> str:
    request = urllib.request.Request(  # noqa: S310 - the runner's own address
        f"{variables[ADDRESS]}&audience={quote(audience)}", headers={"Authorization": f"Bearer {variables[RIGHT]}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            return str(json.load(answer)["value"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        raise ToolchainError(f"GitHub gives no token for {audience}: {error}. To do: run the job again") from None


def _claims(token: str) -> dict[str, Any]:
    """What it says of itself, unchecked: to be compared by a person with what the account's user has."""
    body = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))
