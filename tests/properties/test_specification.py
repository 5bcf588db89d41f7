"""Specifications: whatever a value is, it changes nothing beside its placeholder."""

from __future__ import annotations

import yaml
from hypothesis import given

from components.specification import Specification, SpecificationError
from spcs_local_tests.properties.texts import any_text


@given(any_text)
def test_render_changes_no_structure(value: str) -> None:
    text = "spec: {containers: [{name: a, image: ${image}}]}"
    template = Specification("x.yaml", text, frozenset(["image"]))
    try:
        rendered = yaml.safe_load(template.render({"image": value}))
    except SpecificationError:
        return
    assert rendered == {"spec": {"containers": [{"name": "a", "image": value}]}}
