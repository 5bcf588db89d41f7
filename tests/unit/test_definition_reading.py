"""Definitions in the configuration: each thing that is wrong is said with its path, and all of them at once."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from components import settings
from components.definition_fields import POOL_FIELDS, SERVICE_FIELDS
from components.problems import SettingsError
from tests.unit.configuration import loaded, problems, source

# one for each field
WRONG_IN_POOLS = {
    "name": "small",
    "like": "nobody",
    "existing": "yes",
    "instanceFamily": "S",
    "minNodes": 0,
    "maxNodes": "many",
    "autoSuspend": "soon",
}
WRONG_IN_SERVICES: dict[str, Any] = {
    "name": "small",
    "like": "nobody",
    "image": "../etc",
    "images": {"keeper": {"image": "../etc"}},
    "imageReference": "milvus:1",
    "imageDigest": "sha256:1",
    "buildArgs": ["A=1"],
    "specification": "a/b",
    "placeholders": {"image": "x"},
    "resources": {"cpuLimit": "many"},
    "pool": "nowhere",
    "owner": "SYSADMIN",
    "integrations": "egress",
    "mayEnter": ["SYSADMIN"],
    "instances": 0,
    "timeout": 1,
    "protect": "yes",
}


def test_every_field_is_tried() -> None:
    assert set(WRONG_IN_POOLS) == {item.name for item in POOL_FIELDS}
    assert set(WRONG_IN_SERVICES) == {item.name for item in SERVICE_FIELDS}


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        *(("pools", field, value) for field, value in WRONG_IN_POOLS.items()),
        *(("services", field, value) for field, value in WRONG_IN_SERVICES.items()),
    ],
)
def test_say_where_what_is_allowed_and_what_to_do(table: str, field: str, value: Any) -> None:
    entry = {field: value} if table == "pools" or field == "like" else {"pool": "milvus", field: value}
    subject = f"milvus-spcs:{table}.hello.{field}"
    found = problems(source({table: {"hello": entry}}))
    assert list(found) == [subject]
    assert found[subject].startswith(f"{subject} is {value!r}; allowed: ")
    assert found[subject].endswith(f" To do: pulumi config set --path '{subject}' <value>.")


def test_refuse_an_unknown_field() -> None:
    found = problems(source({"services": {"hello": {"pool": "milvus", "colour": "red"}}, "pools": {"a": {"nodes": 1}}}))
    assert set(found) == {"milvus-spcs:services.hello.colour", "milvus-spcs:pools.a.nodes"}
    message = found["milvus-spcs:services.hello.colour"]
    assert "is 'red'; allowed: one of the fields name, like, image, " in message
    assert "To do: pulumi config rm --path 'milvus-spcs:services.hello.colour'." in message


@pytest.mark.parametrize(("key", "name"), [("a", "x'y"), ("a", "x y"), ("a", "x.y"), ("a'b", "x"), ("a.b", "x")])
def test_say_nothing_to_type_that_cannot_be_typed(key: str, name: str) -> None:
    found = problems(source({"pools": {key: {name: 1}}}))
    assert found[f"milvus-spcs:pools.{key}.{name}"].endswith(" To do: mend it in the stack's file.")
    wrong = problems(source({"pools": {"a'b": {"minNodes": 0}}}))
    assert wrong["milvus-spcs:pools.a'b.minNodes"].endswith(" To do: mend it in the stack's file.")


@pytest.mark.parametrize("table", ["pools", "services"])
def test_take_a_long_line_of_definitions_that_begin_as_others(table: str) -> None:
    last = 2 * sys.getrecursionlimit()
    given = {f"a{number}": {"like": f"a{number - 1}" if number else "jupyter"} for number in reversed(range(last + 1))}
    found: Any = getattr(loaded(**{table: given}), table)
    assert len(found) == last + 3
    assert found[f"a{last}"] == replace(found["jupyter"], name=f"A{last}")


@pytest.mark.parametrize("key", ["Hello", "2nd", "a.b", "a--b", "a_b", "", "x" * 64])
def test_refuse_a_key_that_can_name_no_resource(key: str) -> None:
    found = problems(source({"services": {key: {"pool": "milvus"}}}))
    assert list(found) == [f"milvus-spcs:services.{key}"]
    assert f"is {key!r}; allowed: a key of small letters, digits and single -" in next(iter(found.values()))


@pytest.mark.parametrize("key", ["user", "role", "notebook", "states", "readme"])
def test_refuse_a_key_that_would_hide_an_output(key: str) -> None:
    found = problems(source({"services": {key: {"pool": "milvus"}}}))
    allowed = "allowed: a key other than images, notebook, readme, role, states, user, which are outputs"
    assert allowed in found[f"milvus-spcs:services.{key}"]
    assert key in loaded(pools={key: {}}).pools


def test_say_once_what_is_wrong_with_a_pool() -> None:
    found = problems(source({"services": {"hello": {"pool": 7}}}))
    assert list(found) == ["milvus-spcs:services.hello.pool"]
    assert "is 7; allowed: small letters" in found["milvus-spcs:services.hello.pool"]


@pytest.mark.parametrize("pool", ["nowhere", None])
def test_refuse_a_service_without_a_pool(pool: str | None) -> None:
    entry = {} if pool is None else {"pool": pool}
    given = {"hello": entry, "second": {"like": "hello"}}
    found = problems(source({"services": given, "pools": {"big": {}}}))
    assert list(found) == ["milvus-spcs:services.hello.pool"]
    got = "is missing" if pool is None else "is 'nowhere'"
    assert f"{got}; allowed: one of milvus, jupyter, big. " in found["milvus-spcs:services.hello.pool"]


def test_take_the_pool_of_the_same_key() -> None:
    assert loaded(services={"hello": {}}, pools={"hello": {}}).services["hello"].pool == "hello"


@pytest.mark.parametrize(
    ("given", "subjects"),
    [
        ({"a": {"like": "a"}}, {"a"}),
        ({"a": {"like": "b"}, "b": {"like": "a"}}, {"a"}),
        ({"milvus": {"like": "second"}, "second": {"like": "milvus"}}, {"milvus"}),
        ({"a": {"like": "b"}, "b": {"like": "c"}, "c": {"like": "b"}}, {"b"}),
    ],
)
def test_refuse_a_definition_that_begins_as_itself(given: dict[str, Any], subjects: set[str]) -> None:
    found = problems(source({"services": given}))
    assert set(found) == {f"milvus-spcs:services.{key}.like" for key in subjects}
    assert "allowed: one that does not begin as this one" in next(iter(found.values()))


@pytest.mark.parametrize(
    ("pools", "subject", "message"),
    [
        ({"a": {"minNodes": 3, "maxNodes": 2}}, "a", "is 2; allowed: 3 or more, which is its minNodes"),
        ({"a": {"maxNodes": 2}, "b": {"like": "a", "minNodes": 3}}, "b", "is 2; allowed: 3 or more"),
        ({"milvus": {"minNodes": 2, "maxNodes": 1}}, "milvus", "is 1; allowed: 2 or more"),
    ],
)
def test_refuse_more_nodes_at_least_than_at_most(pools: dict[str, Any], subject: str, message: str) -> None:
    found = problems(source({"pools": pools}))
    assert list(found) == [f"milvus-spcs:pools.{subject}.maxNodes"]
    assert message in found[f"milvus-spcs:pools.{subject}.maxNodes"]


def test_refuse_an_image_to_build_beside_one_that_is_there() -> None:
    both = {"pool": "milvus", "image": "a", "imageReference": "/d/s/r/a:1"}
    found = problems(source({"services": {"hello": both}}))
    assert "allowed: one of image and imageReference" in found["milvus-spcs:services.hello.imageReference"]


@pytest.mark.parametrize("value", ["[]", "hello", '{"hello": "x"}', '{"hello": null}', "1"])
def test_refuse_what_is_no_table(value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load(source({"services": value}), {})
    assert len(caught.value.problems) == 1
    found = problems(source({"services": value}))
    assert list(found) == ["milvus-spcs:services"]
    assert "allowed: a mapping of keys to mappings, as in docs/services.md" in found["milvus-spcs:services"]
    assert "pulumi config set --path 'milvus-spcs:services.<key>.<field>' <value>" in found["milvus-spcs:services"]


def test_refuse_a_table_that_is_secret_without_showing_it() -> None:
    secrets = ["snowflake:password", "milvus-spcs:milvusUserPassword", "milvus-spcs:services"]
    given = source({"services": {"hello": {"placeholders": {"a": "hunter2"}, "colour": "hunter2"}}}, secrets)
    found = problems(given)
    assert list(found) == ["milvus-spcs:services"]
    assert "is marked secret; allowed: in clear: " in found["milvus-spcs:services"]
    assert "hunter2" not in str(found)


def test_say_all_of_it_with_what_else_is_wrong() -> None:
    given = {
        "snowflake:user": "",
        "database": "d",
        "namePrefix": "p",
        "instanceFamily": "X",
        "rollTimeout": "1",
        "milvusImage": "milvus",
        "pools": {"Big": {}, "small": {"minNodes": 0}},
        "services": {
            "a": {"like": "b", "protect": "yes"},
            "b": {"like": "a"},
            "c": {"pool": "Big", "name": "JUPYTER", "instances": 0},
        },
    }
    assert set(problems(source(given))) == {
        "snowflake:user",
        *(f"milvus-spcs:{name}" for name in ("database", "namePrefix", "instanceFamily", "rollTimeout", "milvusImage")),
        *("milvus-spcs:pools.Big", "milvus-spcs:pools.small.minNodes"),
        *("milvus-spcs:services.a.protect", "milvus-spcs:services.a.like"),
        *("milvus-spcs:services.c.pool", "milvus-spcs:services.c.name", "milvus-spcs:services.c.instances"),
    }


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"memoryRequest": "9Gi"}, "9216; allowed: 8192 MiB or less, its memoryLimit"),
        (
            {"memoryRequest": "14Gi", "memoryLimit": "20Gi"},
            "14336; allowed: 13312 MiB or less, all of a CPU_X64_S node",
        ),
        (
            {"cpuRequest": 4, "cpuLimit": 8},
            "4000; allowed: 3000 thousandths of a processor or less, all of a CPU_X64_S node",
        ),
    ],
)
def test_refuse_to_ask_for_more_than_there_is(given: dict[str, Any], wrong: str) -> None:
    (problem,) = problems(source({"services": {"milvus": {"resources": given}}})).values()
    assert wrong in problem


def test_ask_for_what_a_pool_of_another_family_has() -> None:
    given: dict[str, Any] = {"memoryRequest": "14Gi", "memoryLimit": "20Gi"}
    found = loaded(services={"milvus": {"resources": given}}, instanceFamily="CPU_X64_M")
    assert found.services["milvus"].resources == {"memoryRequest": 14336, "memoryLimit": 20480}
    # of a pool that is there before nothing is known
    loaded(services={"milvus": {"resources": given}}, milvusPool={"name": "BIG", "existing": True})


def test_say_which_of_the_resources_is_wrong() -> None:
    wrong = {"milvus": {"resources": {"memoryLimit": "8GB"}}, "jupyter": {"resources": {"memory": "8Gi"}}}
    of_a_value, of_a_name = problems(source({"services": wrong})).values()
    assert "allowed: with memoryLimit: memory as 512Mi or 8Gi" in of_a_value
    assert "allowed: a mapping of cpuRequest, cpuLimit, memoryRequest, memoryLimit" in of_a_name
