"""The examples of docs/services.md are files and configuration that the program takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.container_resources import resources
from components.node_sizes import node_size
from tests.unit import recording
from tests.unit.recording import Recording

PAGE = (recording.ROOT / "docs" / "services.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(section: str) -> list[str]:
    return [text for _, text in BLOCK.findall(SECTIONS[section])]


def run_with(configuration: str) -> Recording:
    given: dict[str, Any] = yaml.safe_load(configuration)["config"]
    recording.configure({key: json.dumps(value) for key, value in given.items()})
    return recording.record(recording.run_program)


@pytest.fixture
def third(project_files: Path) -> Recording:
    """The program with the page's third service."""
    dockerfile, specification, configuration = blocks("A third service")
    (project_files / "images" / "hello").mkdir()
    (project_files / "images" / "hello" / "Dockerfile").write_text(dockerfile)
    (project_files / "specs" / "hello.yaml").write_text(specification)
    return run_with(configuration)


def test_third_service_is_made(third: Recording) -> None:
    service = third.named("hello-service").inputs
    assert (service["name"], service["computePool"]) == ("HELLO", "HELLO")
    container = yaml.safe_load(service["fromSpecification"]["text"])["spec"]["containers"][0]
    assert container["env"] == {"MILVUS_URI": "http://milvus:19530", "GREETING": "good-day"}
    assert third.named("hello-pool").inputs["instanceFamily"] == "CPU_X64_XS"
    assert third.named("hello-image").inputs["build"]["args"] == {"PYTHON_IMAGE": "python:3.11.13-slim-bookworm"}
    assert "hello-service-role" in third.of_type(":ServiceRole")


def test_second_milvus_is_made_with_a_notebook_that_asks_it() -> None:
    (configuration,) = blocks("A second Milvus")
    found = run_with(configuration)
    second, notebook = (found.named(f"{key}-service").inputs for key in ("second", "notebook-of-second"))
    assert (second["name"], second["computePool"]) == ("MILVUS_2", "MILVUS_COMPUTE_POOL")
    assert "size: 20Gi" in second["fromSpecification"]["text"]
    assert "http://milvus-2:19530" in notebook["fromSpecification"]["text"]
    assert len(found.of_type("docker:index/image:Image")) == 3


def test_processors_and_memory_are_those_of_the_table() -> None:
    rows = re.findall(r"^\| ([A-Z0-9_]+) \| (\d+), (\d+) GiB \| (.*) \| (.*) \| (.*) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 5
    for family, cpus, memory, milvus, notebook, request in rows:
        node = node_size(family)
        found = [resources(node, {}, whole_node=whole).placeholders() for whole in (True, False)]
        limits = [f"{it['cpu_limit']}, {it['memory_limit']}" for it in found]
        requests = {f"{it['cpu_request']}, {it['memory_request']}" for it in found}
        assert (node.cpus, node.memory_gib, limits, requests) == (int(cpus), int(memory), [milvus, notebook], {request})


def test_a_row_has_another_limit() -> None:
    (configuration,) = blocks("Processors and memory")
    assert "memory: 12Gi" in run_with(configuration).named("milvus-service").inputs["fromSpecification"]["text"]
