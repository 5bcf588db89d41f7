"""What `pulumi new` asks for."""

from __future__ import annotations

from components import new_stack
from components.settings_table import CREDENTIALS, Connections, Table, settings

NAMED = {"milvus-spcs:milvusImage": "milvus:1", "milvus-spcs:pythonImage": "python:3", "milvus-spcs:database": "D"}


def test_ask_for_what_is_needed_and_has_no_default() -> None:
    """Of who signs in, the stack's file says nothing; the role is asked for, with the one of the bootstrap."""
    needed = {it.key for it in (Connections.ORGANIZATION, Connections.ACCOUNT, Connections.ROLE)}
    needed |= {it.key for it in settings() if not (it.default or it.optional or it.may_be_empty)}
    needed |= {Table.MILVUS_IMAGE.key, Table.PYTHON_IMAGE.key}  # of who builds from them
    assert set(new_stack.template(NAMED)["config"]) == needed


def test_mark_secrets_and_nothing_else() -> None:
    asked = new_stack.template(NAMED)["config"]
    assert {key for key, it in asked.items() if it.get("secret")} == CREDENTIALS & asked.keys()
    assert asked["milvus-spcs:milvusUserPassword"] == {
        "description": "Password of the user who opens the notebook",
        "secret": True,
    }


def test_take_defaults_that_the_stack_dev_has() -> None:
    asked = new_stack.template(NAMED)["config"]
    found = {key: it.get("default") for key, it in asked.items()}
    assert found == {
        "snowflake:organizationName": None,
        "snowflake:accountName": None,
        "snowflake:role": "MILVUS_DEPLOYER_ROLE",
        "milvus-spcs:milvusUserPassword": None,
        "milvus-spcs:milvusImage": "milvus:1",
        "milvus-spcs:pythonImage": "python:3",
    }
