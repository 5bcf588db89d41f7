"""The files of the services of the table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from components.container_resources import PLACEHOLDERS
from components.problems import SettingsError
from components.service_specifications import host_placeholder, load_specifications
from components.specification import SpecificationError
from tests.unit.configuration import loaded
from tests.unit.recording import configure, run_program

SECRETS = ("milvus_root_secret", "milvus_notebook_secret")
HELLO = {"hello": {"pool": "milvus", "placeholders": {"size": 5}}}


@pytest.fixture
def hello(project_files: Path) -> Path:
    """The specification of a service whose image has a Dockerfile."""
    (project_files / "images" / "hello").mkdir()
    (project_files / "images" / "hello" / "Dockerfile").write_text("FROM scratch\n")
    return project_files / "specs" / "hello.yaml"


def test_load_those_of_the_guide() -> None:
    found = load_specifications(loaded().services)
    assert {key: it.placeholders for key, it in found.items()} == {
        "milvus": {"image", "keeper_image", "volume_gi", "metrics_seconds", *SECRETS, *PLACEHOLDERS},
        "jupyter": {"image", "files_stage", "milvus_host", "milvus_notebook_secret", *PLACEHOLDERS},
    }


def test_know_every_services_host_and_the_placeholders_of_ones_own(hello: Path) -> None:
    hello.write_text("spec:\n  a: ${image} ${size} ${milvus_host} ${jupyter_host} ${hello_host} ${files_stage}\n")
    assert len(load_specifications(loaded(services=HELLO).services)["hello"].placeholders) == 6


def test_host_of_a_key_with_a_hyphen_has_none() -> None:
    assert host_placeholder("my-service") == "my_service_host"


def test_refuse_a_placeholder_of_ones_own_that_is_not_used(hello: Path) -> None:
    hello.write_text("spec:\n  a: ${image}\n")
    with pytest.raises(SpecificationError, match=r"placeholder \$\{size\} is not used"):
        load_specifications(loaded(services=HELLO).services)


def test_let_a_placeholder_that_another_specification_had_go_unused(hello: Path) -> None:
    hello.write_text("spec:\n  a: ${image}\n")
    load_specifications(loaded(services={"second": {"like": "milvus", "specification": "hello"}}).services)


def test_refuse_a_value_that_would_change_the_yaml_before_anything_is_made(hello: Path) -> None:
    hello.write_text("spec:\n  a: ${image} ${size}\n")
    wrong = {"hello": {"pool": "milvus", "placeholders": {"size": "5\n  b: 1"}}}
    with pytest.raises(SpecificationError, match=r"hello\.yaml: the value of \$\{size\} is '5"):
        load_specifications(loaded(services=wrong).services)


def test_say_all_that_is_missing_at_once() -> None:
    given = {"a": {"pool": "milvus"}, "b": {"pool": "milvus", "image": "a"}, "c": {"like": "jupyter", "image": "d"}}
    with pytest.raises(SpecificationError) as caught:
        load_specifications(loaded(services=given).services)
    lines = str(caught.value).splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        "specs/a.yaml",
        "images/a",
        "specs/b.yaml",
        "images/a",
        "images/d",
    ]
    assert "images/d holds no Dockerfile; it has to. To do: put one there, or say which image runs" in lines[-1]


def test_say_what_is_wrong_in_files_with_what_is_wrong_with_the_settings() -> None:
    wrong = {"a": {"pool": "milvus", "instances": 0}, "b": {"pool": "nowhere", "specification": "milvus"}}
    configure({"milvus-spcs:services": json.dumps(wrong), "milvus-spcs:database": "d"})
    with pytest.raises(SettingsError) as caught:
        run_program()
    found, of_files = str(caught.value).split("\nand in files:\n")
    assert found.startswith("3 settings need attention; nothing was changed:\n  - ")
    assert [line.split()[1] for line in of_files.splitlines()] == [
        "specs/a.yaml",
        "images/a",
        "specs/milvus.yaml,",
        "images/b",
    ]


def test_ask_for_no_dockerfile_of_an_image_that_is_there(hello: Path) -> None:
    hello.write_text("spec:\n  a: ${image}\n")
    given = {"other": {"pool": "milvus", "specification": "hello", "imageReference": "/d/s/r/a:1"}}
    assert "other" in load_specifications(loaded(services=given).services)
