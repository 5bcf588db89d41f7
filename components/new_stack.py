"""What `pulumi new` asks for, with this repository's address, and what it says at its end: Pulumi.yaml's `template`.

https://www.pulumi.com/docs/iac/concepts/projects/project-file/#template-options
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components import checks
from components.setting import Setting
from components.settings_table import DEPLOYER_ROLE, Connections, Table

_SECRET = "Secret. "  # noqa: S105 - what descriptions of some begin with, which the prompt shows by itself
_QUICKSTART = """\
1. An administrator of the account runs once what this prints (docs/real-account.md), in the virtual environment .venv:
     python -m components.bootstrap --public-key deployer.pub
2. Say who signs in, by SNOWFLAKE_* variables or a profile (docs/real-account.md, Signing in).
3. Have Docker sign in to the account's registry:
     pip install --no-deps --editable . && python -m components.registry_login --stack dev
4. pulumi up
"""


@dataclass(frozen=True)
class Question:
    """A setting, and what it is where the table does not say it; `default` is what the answer is without one."""

    setting: Setting[Any]
    description: str = ""
    default: str = ""

    def as_template(self, named: Mapping[str, str]) -> dict[str, Any]:
        """With the default that a stack's file has for it."""
        secret = self.setting.check is checks.secret
        found: dict[str, Any] = {"description": self.description or self.setting.description.removeprefix(_SECRET)}
        if default := self.default or named.get(self.setting.key):
            found["default"] = default
        return {**found, "secret": True} if secret else found


# what has no useful default, or one that a person may have to change before the first run
QUESTIONS = (
    Question(Connections.ORGANIZATION, "Organization of the Snowflake account: SELECT CURRENT_ORGANIZATION_NAME()"),
    Question(Connections.ACCOUNT, "Name of the account: SELECT CURRENT_ACCOUNT_NAME()"),
    Question(Connections.ROLE, "Role that deploys, as components.bootstrap makes it", DEPLOYER_ROLE),
    Question(Table.USER_PASSWORD),
    Question(Table.MILVUS_IMAGE),
    Question(Table.PYTHON_IMAGE),
)


def template(named: Mapping[str, str]) -> dict[str, Any]:
    """The section; `named` is the configuration of the stack `dev`, which names the base images."""
    return {
        "displayName": "Milvus on Snowpark Container Services",
        "description": "Milvus and a notebook as services of a Snowflake account",
        "quickstart": _QUICKSTART,
        "config": {it.setting.key: it.as_template(named) for it in QUESTIONS},
    }
