"""What is read of specifications."""

from __future__ import annotations

import pytest

from milvus_policies.resources import SERVICE, STAGE_FILE, UNKNOWN
from milvus_policies.specifications import parts, sent, subject
from tests.policies.made import resource, text


def test_a_specification_is_the_services_or_the_files() -> None:
    service = resource(SERVICE, "milvus-service", name="MILVUS", fromSpecification={"text": text()})
    file = resource(STAGE_FILE, "milvus-specification", file="milvus.yaml", content=text())
    assert sent(service) == sent(file) == text()
    assert (subject(service), subject(file)) == ("service MILVUS", "specification milvus.yaml")
    assert sent(resource(SERVICE, "one", fromSpecification={"stage": "S", "file": "milvus.yaml"})) is None


def test_parts_are_those_of_a_kind() -> None:
    assert [it["name"] for it in parts(text(), "containers")] == ["milvus"]
    assert list(parts(text(), "logExporters")) == []


@pytest.mark.parametrize("given", [UNKNOWN, None, "a: [", "text", "spec: none", "spec: {containers: {}}"])
def test_what_is_no_specification_has_no_parts(given: object) -> None:
    assert list(parts(given, "containers")) == []
