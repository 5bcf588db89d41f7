"""Templates of specifications: what names stand for, and what is no template of Snowflake's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from spcs_local.errors import NotSupportedError
from spcs_local.specification import InvalidSpecificationError, render
from spcs_local.specification.parse import MOST_CHARACTERS
from spcs_local.specification.template import Given


@pytest.mark.parametrize(
    ("template", "variables", "text"),
    [
        ("image: /d/s/r/i:{{ tag }}", {"tag": "latest"}, "image: /d/s/r/i:latest"),
        ("image: {{image_url}}", {"image_url": ' "/d/s/r/i:1" '}, "image: /d/s/r/i:1"),
        ("env: {{ env }}", {"env": '{"PORT": 8000, "NAME": "Bob"}'}, 'env: {"PORT": 8000, "NAME": "Bob"}'),
        ("args: {{ARGS}}", {"ARGS": '["-n", 2]'}, 'args: ["-n", 2]'),
        ("{{ a }} {{ b }} {{ c }}", {"a": 111, "b": True, "c": Decimal("-1.2")}, "111 true -1.2"),
        ("{{ name | default('Bob') }}", {}, "Bob"),
        ("{{ name | default('Bob') }}", {"name": ""}, ""),
        ("{{ name | default('Bob', false) }}", {"name": ""}, ""),
        ("{{ name | default('Bob', true) }}", {"name": ""}, "Bob"),
        ("{{ port | default(8080) }}", {}, "8080"),
        ("a {# nothing #}\n", {}, "a \n"),
        ("{{ config }}", {"config": "febrlConfig.json"}, "febrlConfig.json"),
    ],
)
def test_names_stand_for_values_and_defaults(template: str, variables: dict[str, Given], text: str) -> None:
    assert render(template, variables) == text


@pytest.mark.parametrize(
    ("template", "variables", "problem"),
    [
        ("{{ tag }}", {}, "variable 'tag' has no value"),
        ("{{ TAG }}", {"tag": "x"}, "variable 'TAG' has no value"),
        ("{{ tag }}", {"tag": "a: b"}, "value of the template's variable 'tag' is neither alphanumeric nor JSON"),
        ("{{ tag", {"tag": "x"}, "failed to parse the template"),
        ("x" * (MOST_CHARACTERS + 1), {}, "the template has more than 100,000 characters"),
        ("{{ a }}" * 3, {"a": "x" * (MOST_CHARACTERS // 2)}, "the template makes more than 100,000 characters"),
    ],
)
def test_template_is_refused(template: str, variables: dict[str, Given], problem: str) -> None:
    with pytest.raises(InvalidSpecificationError) as caught:
        render(template, variables)
    assert problem in caught.value.message


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(10) %}x{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{{ a.__class__ }}",
        "{{ a * 10 ** 9 }}",
        "{{ range(10 ** 9) | list }}",
        "{{ a | upper }}",
        "{{ a | default(b) }}",
        "{{ " + "(" * 40_000,
    ],
)
def test_template_that_would_be_run_is_not_supported(template: str) -> None:
    with pytest.raises(NotSupportedError) as caught:
        render(template, {"a": "x", "b": "y"})
    assert caught.value.number == 990001
