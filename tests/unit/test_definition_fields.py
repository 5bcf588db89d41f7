"""What a field of a definition may be."""

from __future__ import annotations

from typing import Any

import pytest

from components.definition_fields import POOL_FIELDS, SERVICE_FIELDS, Field
from components.service_definitions import ServiceDefinition
from components.sql import Existing, Identifier

OF_POOLS = {item.name: item for item in POOL_FIELDS}
OF_SERVICES = {item.name: item for item in SERVICE_FIELDS}


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        (OF_POOLS["minNodes"], 2, 2),
        (OF_POOLS["minNodes"], "2", 2),
        (OF_POOLS["like"], "milvus", "milvus"),
        (OF_SERVICES["protect"], True, True),
        (OF_SERVICES["protect"], "false", False),
        (OF_SERVICES["timeout"], 60, 60),
        (OF_SERVICES["image"], "My_image-2", "My_image-2"),
        (OF_SERVICES["imageReference"], "/d/s/r/a/b:V_1.0-x", "/d/s/r/a/b:V_1.0-x"),
        (OF_SERVICES["buildArgs"], {"A": 1, "B_IMAGE": "b:1"}, {"A": "1", "B_IMAGE": "b:1"}),
        (OF_SERVICES["placeholders"], {"a": 1, "b_2": "x"}, {"a": 1, "b_2": "x"}),
        (OF_SERVICES["integrations"], ["egress", "MINE"], ("egress", "MINE")),
        (OF_SERVICES["mayEnter"], [], ()),
        (OF_SERVICES["owner"], "milvus", "milvus"),
        (OF_SERVICES["owner"], "KEEPERS", Identifier("KEEPERS")),
        (OF_SERVICES["owner"], {"name": "KEEPERS", "existing": True}, Existing("KEEPERS")),
        (OF_POOLS["existing"], True, True),
        (OF_POOLS["autoSuspend"], "0", 0),
    ],
)
def test_take(field: Field, given: Any, value: object) -> None:
    found = field.check(given)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("field", "given", "allowed"),
    [
        (OF_POOLS["name"], "small", "a name of capitals"),
        (OF_POOLS["like"], "My Pool", "small letters, digits and single -"),
        (OF_POOLS["instanceFamily"], "S", "one of CPU_X64_XS, "),
        (OF_POOLS["minNodes"], 0, "a whole number from 1 to 50"),
        (OF_POOLS["maxNodes"], 1.5, "a whole number from 1 to 50"),
        (OF_POOLS["autoSuspend"], -1, "a whole number from 0 to 604800 seconds"),
        (OF_SERVICES["name"], ["A"], "a name of capitals"),
        (OF_SERVICES["like"], None, "small letters, digits and single -"),
        (OF_SERVICES["image"], "../etc", "letters, digits, - and _"),
        (OF_SERVICES["imageReference"], "milvusdb/milvus:v2.5.27", "/database/schema/repository/name:tag"),
        (OF_SERVICES["imageReference"], "/d/s/r/milvus", "/database/schema/repository/name:tag"),
        (OF_SERVICES["imageReference"], "/d/s/r/milvus:v2.5.10", "a version of Milvus without CVE-2025-64513"),
        (OF_SERVICES["buildArgs"], "A=1", "a mapping of names in letters, digits and _ to texts or whole numbers"),
        (OF_SERVICES["buildArgs"], {"A": True}, "a mapping of names"),
        (OF_SERVICES["buildArgs"], {"MILVUS_IMAGE": "milvusdb/milvus:v2.5.10"}, "in MILVUS_IMAGE: a version of Milvus"),
        (OF_SERVICES["buildArgs"], {"PYTHON_IMAGE": "python"}, "in PYTHON_IMAGE: an image with a tag other than"),
        (OF_SERVICES["specification"], "hello.yaml", "letters, digits, - and _"),
        (OF_SERVICES["placeholders"], {"image": "x"}, "not image, to texts or whole numbers"),
        (OF_SERVICES["placeholders"], {"A": "x"}, "a mapping of names in small letters"),
        (OF_SERVICES["placeholders"], {"a": 0.5}, "a mapping of names in small letters"),
        (OF_SERVICES["pool"], 7, "small letters, digits and single -"),
        (
            OF_SERVICES["integrations"],
            "egress",
            "a list, each of a name, egress for the stack's own, or external for its cluster's",
        ),
        (OF_SERVICES["integrations"], ["mine"], "a name of capitals"),
        (
            OF_SERVICES["mayEnter"],
            [1],
            "a list, each of a role, users for the notebook's, or an owner as `owner` has them",
        ),
        (OF_SERVICES["mayEnter"], ["PUBLIC"], "a role of the stack's own, none of ACCOUNTADMIN, "),
        (OF_SERVICES["instances"], "many", "a whole number from 1 to 50"),
        (OF_SERVICES["timeout"], 5, "a whole number from 10 to 7200 seconds"),
        (OF_SERVICES["protect"], "yes", "true or false"),
    ],
)
def test_refuse_with_what_is_allowed(field: Field, given: Any, allowed: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - whose whole text is compared
        field.check(given)
    assert allowed in str(caught.value)


def test_services_have_a_field_for_all_that_a_definition_is_made_of() -> None:
    names = {_snake(item.name) for item in SERVICE_FIELDS}
    assert names - {"like"} == ServiceDefinition.__dataclass_fields__.keys() - {"required_placeholders", "whole_node"}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
