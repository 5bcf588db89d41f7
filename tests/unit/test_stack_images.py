"""Images of services: what runs what, and what needs Docker."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components import settings
from components.account_images import MADE_UP
from tests.unit.configuration import problems, source
from tests.unit.existing_account import ExistingAccount
from tests.unit.recording import SECRET_KEYS, Program
from tests.unit.test_account_images import ONE, OTHER, REGISTRY
from tests.unit.test_missing_images import QUESTION, rows

TEXT = {name: it if isinstance(it, str) else json.dumps(it) for name, it in REGISTRY.items()}


@pytest.fixture(autouse=True)
def _images_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MADE_UP)


def digests(**services: Any) -> str:
    return json.dumps({**REGISTRY["services"], **services})


def test_no_docker_where_images_were_pushed_before(program: Program, account: ExistingAccount) -> None:
    account.shown = {QUESTION: rows(milvus=ONE, jupyter=OTHER)}
    recording = program(**TEXT)
    assert [it.type for it in recording.resources if "docker" in it.type] == []
    text = recording.named("milvus-service").inputs["fromSpecification"]["text"]
    assert f"/milvus_demo/public/milvus_repo/milvus:{rows(milvus=ONE)[1]['tags']}" in text


def test_services_wait_for_the_look_and_that_for_the_repository(program: Program) -> None:
    recording = program(**TEXT, preflight="false")
    assert "milvus-checked" in recording.named("milvus-service").dependencies
    assert "storage-repository" in recording.of_type(":CheckedImage")["milvus-checked"].dependencies
    rolled = recording.of_type(":Rollout")["jupyter-rollout"]
    assert rolled.inputs["pushed"] == OTHER


def test_an_image_is_looked_for_once_for_all_services_that_run_it(program: Program) -> None:
    recording = program(imageSource="registry", services=digests(second={"like": "milvus"}), preflight="false")
    assert set(recording.of_type(":CheckedImage")) == {"milvus-checked", "milvus.keeper-checked", "jupyter-checked"}
    assert "milvus-checked" in recording.named("second-service").dependencies


def test_each_has_to_have_a_digest() -> None:
    found = problems(source({"imageSource": "registry"}))
    assert list(found) == [
        f"milvus-spcs:services.{key}.imageDigest" for key in ("milvus", "milvus.images.keeper", "jupyter")
    ]
    assert "docs/environments.md" in found["milvus-spcs:services.milvus.imageDigest"]
    arguments = {"like": "milvus", "buildArgs": {"MILVUS_IMAGE": "milvusdb/milvus:v2.6.11"}}
    assert list(problems(source({"imageSource": "registry", "services": digests(second=arguments)}))) == [
        "milvus-spcs:services.second.imageDigest"
    ]


def test_an_image_that_is_built_here_has_none() -> None:
    assert list(problems(source({"services": {"milvus": {"imageDigest": ONE}}}))) == [
        "milvus-spcs:services.milvus.imageDigest"
    ]
    named = {"imageReference": "/d/s/r/milvus:v1", "imageDigest": ONE}
    found = settings.load(source({"services": {"milvus": named, "second": {"like": "milvus"}}}), {}).services
    assert found["second"].image_digest == ONE


def test_neither_docker_nor_a_credential_to_push_is_asked_for(project: Any) -> None:
    (project / "docker" / "config.json").write_text("{}")
    bare = {**REGISTRY, "snowflake:password": "", "snowflake:privateKey": "k"}
    found = settings.load(source(bare, [*SECRET_KEYS, "snowflake:privateKey"]), {})
    assert not found.builds
