"""YAML of specifications: what is a text stays as it is written."""

from __future__ import annotations

import pytest

from spcs_local.specification import parse
from spcs_local.specification.loading import UnreadableError, load

WRITTEN = ("1.50", "0x10", "0o17", "0440", "1e3", "yes", "True", "off", "1:30", "2024-01-02", ".inf", "1_000")


@pytest.mark.parametrize("written", WRITTEN)
def test_values_of_programs_stay_as_they_are_written(written: str) -> None:
    text = f"{{name: a, image: b, env: {{A: {written}}}, command: [run, {written}], args: [{written}]}}"
    [container] = parse(f"spec: {{containers: [{text}]}}").containers
    assert container.env == {"A": written}
    assert (container.command, container.args) == (("run", written), (written,))


def test_names_of_variables_stay_as_they_are_written() -> None:
    [container] = parse("spec: {containers: [{name: a, image: b, env: {ON: 1, 010: x}}]}").containers
    assert container.env == {"ON": "1", "010": "x"}


def test_mode_of_a_token_is_no_number() -> None:
    token = "{path: /token, permission: 0440}"
    [container] = parse(f"spec: {{containers: [{{name: a, image: b, sessionTokenConfig: {token}}}]}}").containers
    assert container.session_token_config.permission == "0440"


def test_alias_is_a_text_where_texts_stand_and_a_number_elsewhere() -> None:
    text = """
spec:
  containers:
    - name: a
      image: b
      readinessProbe: {port: &port 8080, path: /}
      env: {<<: &common {LEVEL: 1.0, MODE: on}, PORT: *port, LEVEL: 2.0}
    - {name: b, image: b, env: *common}
"""
    first, second = parse(text).containers
    assert first.readiness_probe is not None
    assert first.readiness_probe.port == 8080
    assert first.env == {"LEVEL": "2.0", "MODE": "on", "PORT": "8080"}
    assert second.env == {"LEVEL": "1.0", "MODE": "on"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "it cannot be read from line 1 on"),
        ("a: 1\nb: c: d", "it cannot be read from line 2 on"),
        ("a: !!python/object:os.system x", "it cannot be read from line 1 on"),
        ("a: 2024-13-45", "it has a date or a number that is none"),
        ("a: \x00", "it has characters that YAML does not allow"),
        ("a: 1\na: 2", "field 'a' is given twice in line 1"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(UnreadableError, match=problem):
        load(text)
