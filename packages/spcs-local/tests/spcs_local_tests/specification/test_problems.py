"""Sentences about fields: where, what, and why not, in words of the account's own."""

from __future__ import annotations

import pytest

from spcs_local.specification import InvalidSpecificationError, parse

HEAD = "spec:\n  containers:\n    - {name: main, image: /a/b/c/d}\n"
# what the libraries that check fields and read YAML say
FOREIGN = (
    "Input",
    "nput should",
    "validation",
    "Tuple",
    "tuple",
    "dictionary",
    "SecretKey",
    ".str",
    "[key]",
    "instance of",
)


def in_container(field: str) -> str:
    return f"spec: {{containers: [{{name: a, image: b, {field}}}]}}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("spec: 5", "'spec': 5 is no mapping"),
        ("spec: {containers: 5}", "'spec.containers': 5 is no list"),
        ("spec: {containers: []}", "'spec.containers': an empty list has fewer entries than 1"),
        ("spec: {containers: [x]}", "'spec.containers[0]': 'x' is no mapping"),
        (in_container("command: x"), "'spec.containers[0].command': 'x' is no list"),
        (in_container("env: [x]"), "'spec.containers[0].env': a list is no mapping"),
        (in_container("env: {A: [x]}"), "'spec.containers[0].env.A': a list is no text"),
        (in_container("env: {'': x}"), "'spec.containers[0].env.': '' does not match"),
        (in_container("secrets: [{snowflakeSecret: 5}]"), "'spec.containers[0].secrets[0].snowflakeSecret': 5 is no"),
        (in_container("readinessProbe: {port: 1.5, path: /}"), "readinessProbe.port': 1.5 is no whole number"),
        (in_container("readinessProbe: {port: 1, path: a}"), "readinessProbe.path': 'a' does not match ^/"),
        (
            in_container("readinessProbe: {port: 1, path: /, periodSeconds: x}"),
            "periodSeconds': 'x' is no whole number",
        ),
        (in_container("readinessProbe: {port: 1, path: /, periodSeconds: 0}"), "periodSeconds': 0 is less than 1"),
        (in_container("mountSessionToken: x"), "mountSessionToken': 'x' is neither true nor false"),
        (in_container("resources: {limits: {cpu: much}}"), "limits.cpu': 'much' is no amount of CPU"),
        (HEAD + "  endpoints: [{name: e, port: 65536}]", "'spec.endpoints[0].port': 65536 is more than 65535"),
        (HEAD + "  endpoints: [{name: e, port: 1, protocol: UDP}]", "protocol': 'UDP' is not 'TCP' or 'HTTP'"),
        (HEAD + "  platformMonitor: {metricConfig: {groups: true}}", "groups': true is no list"),
        (
            HEAD + "  volumes: [{name: v, source: block, size: 5Gi, blockConfig: {iops: 1}}]",
            "iops': 1 is less than 3000",
        ),
    ],
)
def test_problem_is_told_in_words_of_the_account(text: str, problem: str) -> None:
    with pytest.raises(InvalidSpecificationError) as caught:
        parse(text)
    assert problem in caught.value.message
    assert [word for word in FOREIGN if word in caught.value.message] == []
