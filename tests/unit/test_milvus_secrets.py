"""Milvus' users in secrets of the account."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.unit.recording import PROJECT, SECRET_KEYS, Program, Recording, configure, record, run_program

GIVEN = "given-by-somebody"
ROOT, NOTEBOOK = "milvus-secrets-root", "milvus-secrets-notebook"


def containers(recording: Recording, service: str) -> dict[str, dict[str, Any]]:
    text = recording.named(f"{service}-service").inputs["fromSpecification"]["text"]
    return {it["name"]: it for it in yaml.safe_load(text)["spec"]["containers"]}


def mounted(container: dict[str, Any]) -> dict[str, str]:
    return {it["directoryPath"]: it["snowflakeSecret"]["objectName"] for it in container.get("secrets") or ()}


@pytest.mark.parametrize(("name", "user"), [(ROOT, "root"), (NOTEBOOK, "notebook")])
def test_a_password_that_the_stack_has_made_is_in_a_secret(program: Program, name: str, user: str) -> None:
    secret = program(namePrefix="TEAM_").named(name)
    assert (secret.inputs["name"], secret.inputs["username"]) == (f"TEAM_MILVUS_{user.upper()}", user)
    assert secret.inputs["password"] == f"made: {name}-password"
    assert "password" in secret.secrets


def test_a_password_of_roots_that_is_given_is_taken() -> None:
    key = f"{PROJECT}:milvusRootPassword"
    configure({key: GIVEN}, [*SECRET_KEYS, key])
    recording = record(run_program)
    assert recording.named(ROOT).inputs["password"] == GIVEN
    assert "password" in recording.named(ROOT).secrets
    assert set(recording.of_type(":MilvusPassword")) == {f"{NOTEBOOK}-password"}
    clear = [{key: it for key, it in item.inputs.items() if key not in item.secrets} for item in recording.resources]
    assert GIVEN not in json.dumps(clear, default=str)


def test_another_generation_reaches_both(program: Program) -> None:
    made = program(milvusPasswordGeneration="7").of_type(":MilvusPassword").values()
    assert [it.inputs["generation"] for it in made] == [7, 7]


def test_the_keeper_gets_both_as_files_and_the_notebook_its_own(program: Program) -> None:
    recording = program()
    both = {"/run/secrets/milvus/root": "MILVUS_ROOT", "/run/secrets/milvus/notebook": "MILVUS_NOTEBOOK"}
    milvus = containers(recording, "milvus")
    assert mounted(milvus["keeper"]) == both
    assert mounted(milvus["milvus"]) == {}
    (notebook,) = containers(recording, "jupyter").values()
    assert mounted(notebook) == {"/run/secrets/milvus/notebook": "MILVUS_NOTEBOOK"}
    assert "made: " not in json.dumps([*milvus.values(), notebook])


def test_services_wait_for_the_grants_to_read_them(program: Program) -> None:
    recording = program()
    milvus = {"milvus-secrets-milvus-owner-on-root", "milvus-secrets-milvus-owner-on-notebook"}
    assert milvus <= set(recording.named("milvus-service").dependencies)
    notebook = set(recording.named("jupyter-service").dependencies)
    assert "milvus-secrets-jupyter-owner-on-notebook" in notebook
    assert not milvus & notebook


def test_names_of_the_secrets_are_settings(program: Program) -> None:
    recording = program(milvusRootSecret="R", milvusNotebookSecret="N")
    assert mounted(containers(recording, "milvus")["keeper"]) == {
        "/run/secrets/milvus/root": "R",
        "/run/secrets/milvus/notebook": "N",
    }
