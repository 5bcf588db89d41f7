"""A stack's own configuration, without its secrets and its account."""

from pathlib import Path

import pytest

from devkit.errors import ToolchainError
from devkit.preview_diff import stack_file

FILE = """\
encryptionsalt: v1:abc
config:
  pulumi:disable-default-providers: [snowflake, docker]
  snowflake:organizationName: ACME
  snowflake:accountName: PROD
  snowflake:privateKey: {secure: AAA}
  registryHost: acme-prod.registry.snowflakecomputing.com
  milvus-spcs:registryPassword:
    secure: BBB
  milvus-spcs:schema: NO
  milvus-spcs:rollTimeout: 600
  milvus-spcs:services: {"a.b": {placeholders: {token: {secure: CCC}, gi: 20}}}
"""


def derived(tmp_path: Path, text: str) -> stack_file.Derived:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(text)
    config = stack_file.read(file)
    assert config is not None
    return stack_file.derive(config, "127.0.0.1:5000", "DEPLOYER")


def test_the_account_is_the_local_one_and_the_rest_stays(tmp_path: Path) -> None:
    assert derived(tmp_path, FILE).plain == {
        "snowflake:role": "DEPLOYER",
        "pulumi:disable-default-providers": ["snowflake", "docker"],
        "milvus-spcs:registryHost": "127.0.0.1:5000",
        "milvus-spcs:schema": "NO",
        "milvus-spcs:rollTimeout": 600,
        "milvus-spcs:services": {"a.b": {"placeholders": {"gi": 20}}},
    }


def test_secrets_are_dummies_which_tell_one_from_another(tmp_path: Path) -> None:
    assert derived(tmp_path, FILE).secrets == {
        "milvus-spcs:registryPassword": stack_file.dummy("BBB"),
        'milvus-spcs:services["a.b"]["placeholders"]["token"]': stack_file.dummy("CCC"),
        "milvus-spcs:milvusUserPassword": stack_file.dummy(""),
    }
    assert len({stack_file.dummy(it) for it in ("", "BBB", "CCC")}) == 3


@pytest.mark.parametrize(
    "given", ["milvusUserPassword: {secure: A}", "user: {name: VISITOR, existing: true}"], ids=["given", "not needed"]
)
def test_a_password_is_added_where_the_program_asks_for_one_alone(tmp_path: Path, given: str) -> None:
    assert derived(tmp_path, f"config: {{{given}}}").secrets.get(stack_file.USER_PASSWORD) != stack_file.dummy("")


def test_a_role_that_is_named_stays(tmp_path: Path) -> None:
    assert derived(tmp_path, "config: {'snowflake:role': PLATFORM}").plain["snowflake:role"] == "PLATFORM"


def test_no_file_is_none_and_a_broken_one_is_said(tmp_path: Path) -> None:
    assert stack_file.read(tmp_path / "Pulumi.dev.yaml") is None
    for text in ("config: [", "config: 1", "- x"):
        (tmp_path / "Pulumi.dev.yaml").write_text(text)
        with pytest.raises(ToolchainError, match=r"Pulumi\.dev\.yaml is no configuration of a stack"):
            stack_file.read(tmp_path / "Pulumi.dev.yaml")
