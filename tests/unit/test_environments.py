"""The stack files that lie in the repository, and docs/environments.md."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from components import settings
from components.setting import Setting
from components.settings import Settings
from components.settings_table import Connections
from components.settings_table import settings as known
from tests.unit.configuration import FixedSource, problems
from tests.unit.recording import ACCOUNT, ROOT, SECRET_KEYS, defaults
from tests.unit.test_account_images import REGISTRY

STACKS = ("dev", "prod")
PASSWORD = {"milvus-spcs:milvusUserPassword": "user's secret"}
PROMOTED = {"milvus-spcs:services": REGISTRY["services"]}
PAGE = (ROOT / "docs" / "environments.md").read_text(encoding="utf-8")


def configured(stack: str) -> dict[str, Any]:
    """What the file says."""
    return dict(yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))["config"])


def source(stack: str, more: dict[str, Any] | None = None) -> FixedSource:
    """With an account, a password and further keys."""
    given = {**configured(stack), **ACCOUNT, **PASSWORD, **(more or {})}
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}
    return FixedSource({**defaults(), **texts}, SECRET_KEYS)


def loaded(stack: str) -> Settings:
    return settings.load(source(stack, PROMOTED if stack == "prod" else None), {})


@pytest.mark.parametrize("stack", STACKS)
def test_each_file_has_keys_of_the_table_alone(stack: str) -> None:
    of_the_provider = [it for it in vars(Connections).values() if isinstance(it, Setting)]
    keys = {it.key for it in (*known(), *of_the_provider)} | {"pulumi:disable-default-providers"}
    assert configured(stack).keys() <= keys
    assert configured(stack)["pulumi:disable-default-providers"] == ["snowflake", "docker"]


def test_dev_builds_and_prod_runs_what_was_built() -> None:
    assert loaded("dev").builds
    assert not loaded("prod").builds
    assert loaded("prod").protect


def test_prod_lacks_the_digests_that_promote_writes_and_nothing_else() -> None:
    assert problems(source("prod")).keys() == {
        f"milvus-spcs:services.{key}.imageDigest" for key in ("milvus", "milvus.images.keeper", "jupyter")
    }


def test_both_build_from_the_same_bases() -> None:
    """Or no tag of the one would be there for the other."""
    built = {stack: [it.build_args for it in loaded(stack).services.values()] for stack in STACKS}
    assert built["dev"] == built["prod"]


def test_the_pages_configuration_is_taken() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    found = settings.load(source("dev", yaml.safe_load(text)["config"]), {}).services["milvus"]
    assert found.image_reference
    assert found.image_digest


def test_the_pages_edit_names_the_base_image_in_the_dockerfile() -> None:
    (pattern,) = re.findall(r"sed -i 's#(\^.*?\$)#", PAGE)
    assert re.search(pattern, (ROOT / "images" / "milvus" / "Dockerfile").read_text(), re.MULTILINE)
