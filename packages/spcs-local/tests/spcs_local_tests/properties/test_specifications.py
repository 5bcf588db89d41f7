"""Specifications: YAML in, the same out; what is none is refused with the specification's own error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from spcs_local.account import Account
from spcs_local.model.session import Session
from spcs_local.specification import InvalidSpecificationError, parse
from spcs_local_tests.properties.conftest import Rows
from spcs_local_tests.properties.texts import any_text, literal

pytestmark = pytest.mark.timeout(1800)
labels = st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
# YAML has no way to write some control characters
texts = any_text.map(lambda text: text.replace("\0", "")).filter(
    lambda text: yaml.safe_load(yaml.safe_dump(text)) == text
)
containers = st.fixed_dictionaries(
    {"name": labels, "image": st.just("/demo/app/repo/image:1")},
    optional={
        "env": st.dictionaries(texts.map(lambda text: f"A{text.replace('=', '')}"), texts),
        "command": st.lists(texts),
        "args": st.lists(texts),
    },
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=10,
)


def specification(container: dict[str, Any]) -> dict[str, Any]:
    return {"spec": {"containers": [container]}}


@given(containers)
def test_read_a_container_as_it_was_written(container: dict[str, Any]) -> None:
    [found] = parse(yaml.safe_dump(specification(container))).containers
    assert (found.name, found.env) == (container["name"], container.get("env", {}))
    assert list(found.command or ()) == container.get("command", [])
    assert list(found.args or ()) == container.get("args", [])


@given(containers)
def test_describe_a_service_as_it_was_written(
    account: Account, session: Session, rows: Callable[[str], Rows], container: dict[str, Any]
) -> None:
    text = yaml.safe_dump(specification(container))
    account.execute(session, "USE ROLE OWNER")
    account.execute(session, f"CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION {literal(text)}")
    try:
        [described] = rows("DESCRIBE SERVICE SVC")
    finally:
        account.execute(session, "DROP SERVICE SVC FORCE")
    [found] = yaml.safe_load(str(described["spec"]))["spec"]["containers"]
    assert found.pop("sha256").startswith("@sha256:")
    assert found == container


@given(any_text)
def test_refuse_a_text_that_is_no_specification(text: str) -> None:
    with pytest.raises(InvalidSpecificationError):
        parse(text)


@given(json_values, st.sampled_from(["spec", "containers", "env", "volumes", "endpoints", "image", "resources"]))
def test_refuse_or_take_whatever_stands_in_a_field(value: Any, field: str) -> None:
    container = {"name": "a", "image": "/d/s/r/i"}
    content: dict[str, Any] = specification(container)
    place = {"spec": content, "containers": content["spec"], "volumes": content["spec"], "endpoints": content["spec"]}
    place.get(field, container)[field] = value
    try:
        parse(yaml.safe_dump(content, allow_unicode=True))
    except InvalidSpecificationError:
        return  # any other error fails the test


_ALIASES = ", ".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]" for i in range(12))


@pytest.mark.parametrize(
    "text",
    [
        "spec: {containers: [{name: a, image: 2024-13-45}]}",
        "spec: !!timestamp x",
        "spec: !!int x",
        "spec: !!float x",
        "spec: !!python/object/apply:os.system [id]",
        "spec: 0x" + "f" * 50_000,
        "spec: " + "9" * 50_000,
        "spec: " + "[" * 40_000,
        "spec: " + "[" * 5_000 + "]" * 5_000,
        "spec: &a [*a]",
        "spec: {? {a: 1} : 2}",
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "\n".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]" for i in range(12)),
        "a: &a {x: 1}\n"
        + "\n".join(f"{chr(98 + i)}: &{chr(98 + i)} {{<<: [{','.join([f'*{chr(97 + i)}'] * 9)}]}}" for i in range(12)),
        "spec: " + "x" * 1_000_000,
        "spec: {" + ", ".join(f"k{i}: 1" for i in range(9_000)) + "}",
    ],
    ids=lambda text: text[:30],
)
def test_refuse_what_is_made_to_break_yaml(text: str) -> None:
    with pytest.raises(InvalidSpecificationError) as caught:
        parse(text)
    assert len(caught.value.message) < 2_000


def test_refuse_aliases_that_stand_for_billions() -> None:
    with pytest.raises(InvalidSpecificationError, match="more than 10,000 nodes"):
        parse(f"spec: {{a: &a [x], {_ALIASES}}}")
    with pytest.raises(InvalidSpecificationError, match="an alias stands within what it names"):
        parse("spec: &a [*a]")


@pytest.mark.parametrize(
    "text",
    [
        "{name: 'a/../b', image: /d/s/r/i}",
        '{name: "a\\n", image: /d/s/r/i}',
        "{name: A, image: /d/s/r/i}",
        "{name: '--privileged', image: /d/s/r/i}",
        "{name: a, image: /d/s/r/i, privileged: true}",
        "{name: a, image: /d/s/r/i, volumeMounts: [{name: v, mountPath: relative}]}",
        "{name: a, image: /d/s/r/i, env: {'A=B': c}}",
        "{name: a, image: /d/s/r/i, env: {'': c}}",
        '{name: a, image: /d/s/r/i, env: {"A\\0": c}}',
        '{name: a, image: /d/s/r/i, env: {A: "c\\0"}}',
        '{name: a, image: /d/s/r/i, command: ["c\\0"]}',
    ],
)
def test_refuse_what_would_change_how_a_container_runs(text: str) -> None:
    with pytest.raises(InvalidSpecificationError):
        parse(f"spec: {{containers: [{text}]}}")


@pytest.mark.parametrize(
    "volume",
    ["{name: v, source: /etc}", "{name: v, source: ../x}", "{name: v, source: host}", "{name: v, source: bind}"],
)
def test_refuse_a_volume_of_the_host(volume: str) -> None:
    with pytest.raises(InvalidSpecificationError):
        parse(f"spec: {{containers: [{{name: a, image: /d/s/r/i}}], volumes: [{volume}]}}")
