"""Specifications: placeholders in, valid YAML out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from components.container_resources import resources
from components.node_sizes import GUIDE
from components.specification import Specification, SpecificationError, block_volumes, public_endpoints
from tests.unit.recording import ROOT

SIZE = resources(GUIDE, {}, whole_node=True).placeholders()
MILVUS: dict[str, str | int] = {
    "image": "/d/s/r/milvus:1",
    "keeper_image": "/d/s/r/keeper:1",
    "volume_gi": 10,
    "metrics_seconds": 60,
    "milvus_root_secret": "ROOT",
    "milvus_notebook_secret": "NOTEBOOK",
    **SIZE,
}
JUPYTER: dict[str, str | int] = {
    "image": "/d/s/r/jupyter:1",
    "files_stage": "D.S.FILES",
    "milvus_host": "milvus",
    "milvus_notebook_secret": "NOTEBOOK",
    **SIZE,
}


def write(directory: Path, text: str) -> Path:
    path = directory / "x.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(("file", "values"), [("milvus", MILVUS), ("jupyter", JUPYTER)])
def test_render_valid_yaml(file: str, values: dict[str, str | int]) -> None:
    text = Specification.load(ROOT / "specs" / f"{file}.yaml", values.keys()).render(values)
    assert "${" not in text
    assert yaml.safe_load(text)["spec"]["containers"][0]["image"] == values["image"]


def test_keep_milvus_private_and_probed() -> None:
    text = Specification.load(ROOT / "specs" / "milvus.yaml", MILVUS.keys()).render(MILVUS)
    spec = yaml.safe_load(text)["spec"]
    assert {item["port"]: item["protocol"] for item in spec["endpoints"]} == {19530: "TCP"}
    assert spec["containers"][0]["readinessProbe"] == {"port": 9091, "path": "/healthz"}
    assert public_endpoints(text) == ()
    assert spec["volumes"][0]["size"] == "10Gi"


def test_open_the_notebook_alone() -> None:
    text = Specification.load(ROOT / "specs" / "jupyter.yaml", JUPYTER.keys()).render(JUPYTER)
    spec = yaml.safe_load(text)["spec"]
    assert spec["endpoints"] == [{"name": "notebook", "port": 8888, "protocol": "HTTP", "public": True}]
    assert spec["volumes"][0]["stageConfig"]["name"] == "@D.S.FILES"
    assert public_endpoints(text) == ("notebook",)


@pytest.mark.parametrize("placeholder", ["${imgae}", "${}", "${image", "${ image }"])
def test_refuse_an_unknown_placeholder_by_name(tmp_path: Path, placeholder: str) -> None:
    path = write(tmp_path, f"spec:\n  a: ${{image}}\n  b: {placeholder}\n")
    with pytest.raises(SpecificationError) as caught:
        Specification.load(path, {"image"})
    assert f"{path}, line 3: unknown placeholder {placeholder}" in str(caught.value)
    assert "allowed: ${image}" in str(caught.value)


def test_refuse_a_placeholder_that_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(SpecificationError, match=r"placeholder \$\{size\} is not used"):
        Specification.load(write(tmp_path, "spec:\n  a: ${image}\n"), {"image", "size"})


@pytest.mark.parametrize("text", ["spec: [", "a: 1", "- spec", "spec: 1"])
def test_refuse_what_is_no_specification(tmp_path: Path, text: str) -> None:
    with pytest.raises(SpecificationError, match="To do: "):
        Specification.load(write(tmp_path, text), set())


def test_refuse_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SpecificationError, match="cannot be read"):
        Specification.load(tmp_path / "none.yaml", set())


@pytest.mark.parametrize("value", ["x\n  y: 1", 'a"', "a: b", "a #", ""])
def test_refuse_a_value_that_would_change_the_yaml(tmp_path: Path, value: str) -> None:
    specification = Specification.load(write(tmp_path, "spec:\n  a: ${image}\n"), {"image"})
    with pytest.raises(SpecificationError, match="the value of"):
        specification.render({"image": value})


@pytest.mark.parametrize("value", ["no", "0", "1:30", ".inf", "2020-01-01", "key:", ":1"])
def test_refuse_text_that_yaml_reads_as_something_else(tmp_path: Path, value: str) -> None:
    specification = Specification.load(write(tmp_path, "spec:\n  a: ${image}\n"), {"image"})
    with pytest.raises(SpecificationError, match="of which YAML makes text"):
        specification.render({"image": value})


def test_render_a_number_as_a_number(tmp_path: Path) -> None:
    specification = Specification.load(write(tmp_path, "spec:\n  a: ${count}\n"), {"count"})
    assert yaml.safe_load(specification.render({"count": 3})) == {"spec": {"a": 3}}


def test_refuse_values_for_other_placeholders(tmp_path: Path) -> None:
    specification = Specification.load(write(tmp_path, "spec:\n  a: ${image}\n"), {"image"})
    with pytest.raises(ValueError, match="gets values for"):
        specification.check_values({"size"})


def test_find_the_block_volumes() -> None:
    text = "spec: {volumes: [{name: a, source: block, size: 1Gi}, {name: b, source: memory, size: 1Gi}]}"
    assert block_volumes(text) == {"a": "1Gi"}
    assert block_volumes("spec: {}") == {}


def test_a_line_with_a_condition_is_there_if_the_placeholder_is_known(tmp_path: Path) -> None:
    path = write(tmp_path, "spec:\n  a: ${image}\n  b: # if more\n    c: ${more} # if more\n  d: '# if nothing'\n")
    assert Specification.load(path, {"image"}).text == "spec:\n  a: ${image}\n  d: '# if nothing'\n"
    with_more = Specification.load(path, {"image"}, {"more"})
    assert yaml.safe_load(with_more.render({"image": "x", "more": "y"}))["spec"]["b"] == {"c": "y"}


def test_a_comma_is_for_what_stands_alone_in_quotes() -> None:
    quoted = Specification("x.yaml", 'spec: {a: "${hosts}"}', frozenset({"hosts"}))
    assert yaml.safe_load(quoted.render({"hosts": "a:1,b:2"}))["spec"]["a"] == "a:1,b:2"
    for text in ("spec: {a: ${hosts}}", 'spec: {a: "x ${hosts}"}', 'spec: {a: "${hosts}", b: ${hosts}}'):
        with pytest.raises(SpecificationError, match="the value of "):
            Specification("x.yaml", text, frozenset({"hosts"})).render({"hosts": "a,b"})
    with pytest.raises(SpecificationError, match="the value of "):
        quoted.render({"hosts": 'a",b'})
