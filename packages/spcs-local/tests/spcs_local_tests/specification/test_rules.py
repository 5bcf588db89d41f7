"""What must fit together in a specification, and the sentence where it does not."""

from __future__ import annotations

import pytest

from spcs_local.specification import InvalidSpecificationError, parse

HEAD = "spec:\n  containers:\n    - {name: main, image: /a/b/c/d}\n"


def volumes(count: int, rest: str) -> str:
    """So many volumes that are alike."""
    return "  volumes: [" + ", ".join(f"{{name: v{number}, {rest}}}" for number in range(count)) + "]"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("spec: {containers: [{name: a, image: b}, {name: a, image: b}]}", "duplicate container name 'a'"),
        ("spec: {containers: [{name: a, image: b, volumeMounts: [{name: v, mountPath: /v}]}]}", "mounts the volume"),
        (
            "spec: {containers: [{name: a, image: b, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]}",
            "requests more cpu than its limit",
        ),
        ("spec: {containers: [{name: a, image: b, secrets: [{snowflakeSecret: s}]}]}", "or 'directoryPath'"),
        (HEAD + "  endpoints: [{name: e}]", "needs either 'port' or 'portRange'"),
        (HEAD + "  endpoints: [{name: e, port: 1, public: true, protocol: TCP}]", "public endpoints are HTTP"),
        (HEAD + "  endpoints: [{name: e, portRange: 9-1, protocol: TCP}]", "invalid 'portRange' 9-1"),
        (HEAD + "  endpoints: [{name: e, portRange: 1-9}]", "needs protocol TCP"),
        (HEAD + "  endpoints: [{name: e, port: 1}, {name: e, port: 2}]", "duplicate endpoint name 'e'"),
        (HEAD + volumes(4, "source: block, size: 1Gi"), "more than 3 block volumes"),
        (HEAD + volumes(21, 'source: stage, stageConfig: {name: "@s"}'), "more than 20 stage volumes"),
        (HEAD + volumes(6, 'source: "@s"'), "more than 5 stage volumes without 'stageConfig'"),
        (HEAD + "  volumes: [{name: v, source: stage}]", "missing 'stageConfig' for volume 'v'"),
        (HEAD + "  volumes: [{name: v, source: block}]", "missing 'size' for volume 'v'"),
        (HEAD + "  volumes: [{name: v, source: block, size: 100Mi}]", "no size of a block volume"),
        (HEAD + "  volumes: [{name: v, source: memory, size: lots}]", "'lots' is no amount of memory"),
        (HEAD + "  volumes: [{name: v, source: local, size: 1Gi}]", "source block or memory"),
        (
            "spec: {containers: [{name: a, image: b, resources:"
            " {requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}}}]}",
            "requests 1 GPU and is limited to 2; they must be equal",
        ),
        (HEAD + "serviceRoles: [{name: r, endpoints: [none]}]", "names the endpoint 'none'"),
    ],
)
def test_parse_refuses_what_does_not_fit(text: str, problem: str) -> None:
    with pytest.raises(InvalidSpecificationError) as caught:
        parse(text)
    assert problem in caught.value.message
    assert (caught.value.number, caught.value.sqlstate) == (395018, "22023")
