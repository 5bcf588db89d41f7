"""Specifications: what is taken, and the sentence about what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from spcs_local.specification import InvalidSpecificationError, parse

HEAD = "spec:\n  containers:\n    - {name: main, image: /a/b/c/d}\n"
EVERYTHING = """
spec:
  containers:
    - name: main
      image: /a/b/c/d:1
      command: [run, 1]
      args: [--port=1]
      env: {NUMBER: 7, FLAG: true}
      readinessProbe: {port: 80, path: /, periodSeconds: 2, failureThreshold: 4}
      livenessProbe: {port: 80, path: /}
      volumeMounts: [{name: old, mountPath: /old}, {name: new, mountPath: /new}]
      resources: {requests: {cpu: 500m, memory: 512Mi}, limits: {cpu: 1.5, memory: 2G, nvidia.com/gpu: 1}}
      secrets: [{snowflakeSecret: {objectName: db.s.secret}, envVarName: X, secretKeyRef: password}]
  volumes:
    - {name: old, source: "@db.s.stage/dir", uid: 1, gid: 2}
    - {name: new, source: stage, stageConfig: {name: "@stage"}}
    - {name: data, source: block, size: 10Gi, blockConfig: {iops: 3000, snapshotOnDelete: false}}
    - {name: quick, source: memory, size: 100Mi}
  endpoints:
    - {name: web, port: 80, public: true, corsSettings: {Access-Control-Allow-Origin: ["https://example.com"]}}
    - {name: range, portRange: 9000-9010, protocol: TCP}
  logExporters: {eventTableConfig: {logLevel: ERROR}}
  platformMonitor: {metricConfig: {groups: [system]}}
capabilities: {securityContext: {executeAsCaller: true}}
serviceRoles: [{name: readers, endpoints: [web]}]
"""


def test_parse_takes_every_field() -> None:
    found = parse(EVERYTHING)
    [container] = found.containers
    assert container.env == {"NUMBER": "7", "FLAG": "true"}
    assert (container.resources.requests.cpu, container.resources.requests.memory) == (0.5, 512 * 2**20)
    assert (container.resources.limits.cpu, container.resources.limits.memory) == (1.5, 2 * 10**9)
    assert [(v.kind, v.size_bytes) for v in found.volumes] == [
        ("stage", None),
        ("stage", None),
        ("block", 10 * 2**30),
        ("memory", 100 * 2**20),
    ]
    assert [v.stage for v in found.volumes[:2]] == ["@db.s.stage/dir", "@stage"]


@pytest.mark.parametrize(
    "text",
    [
        "{container: [{name: a, image: b}], endpoint: [{name: e, port: 1}], volume: [{name: v, source: local}]}",
        "{containers: [{name: a, image: b}], endpoint: [{name: e, port: 1}], volumes: [{name: v, source: local}]}",
    ],
)
def test_parse_takes_containers_endpoints_and_volumes_in_the_singular(text: str) -> None:
    found = parse(f"spec: {text}")
    assert [c.name for c in found.containers] == ["a"]
    assert ([e.name for e in found.endpoints], [v.name for v in found.volumes]) == (["e"], ["v"])


def test_parse_takes_fields_without_a_value_as_absent() -> None:
    text = "spec: {containers: [{name: a, image: b, volumeMounts: , args: , resources: {limits: }}], endpoints: }"
    [container] = parse(text).containers
    assert (container.volume_mounts, container.args, container.resources.limits.cpu) == ((), None, None)


def test_parse_takes_a_variable_without_a_value_as_empty() -> None:
    [container] = parse("spec: {containers: [{name: a, image: b, env: {EMPTY: , FULL: x}}]}").containers
    assert container.env == {"EMPTY": "", "FULL": "x"}


def test_parse_gives_the_documented_defaults() -> None:
    [endpoint] = parse(HEAD + "  endpoints: [{name: e, port: 1}]").endpoints
    assert (endpoint.protocol, endpoint.public) == ("HTTP", False)


@pytest.mark.parametrize(("name", "containers"), [("milvus", ["milvus", "keeper"]), ("jupyter", ["jupyter"])])
def test_parse_takes_the_stacks_specifications(name: str, containers: list[str]) -> None:
    text = (Path(__file__).parents[5] / "specs" / f"{name}.yaml").read_text()
    values = {
        "image": "/a/b/c/d",
        "keeper_image": "/a/b/c/e",
        "volume_gi": "5",
        "milvus_host": "m",
        "cpu_request": "500m",
        "cpu_limit": "2",
        "memory_request": "1Gi",
        "memory_limit": "8Gi",
        "files_stage": "a.b.c",
        "metrics_seconds": "60",
        "milvus_root_secret": "ROOT",
        "milvus_notebook_secret": "NOTEBOOK",
    }
    for variable, value in values.items():
        text = text.replace("${" + variable + "}", value)
    assert [container.name for container in parse(text).containers] == containers


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expected a mapping with the field 'spec'"),
        ("spec: [", "failed to parse YAML"),
        ("spec: {}", "missing 'containers' for 'spec'"),
        ("spec: {containers: []}", "spec.containers"),
        ("spec:\n  containers: [{name: a, image: b, name: c}]", "field 'name' is given twice"),
        (HEAD + "  serviceRoles: []", "unknown option 'serviceRoles' for 'spec'"),
        (HEAD + "  container: [{name: b, image: c}]", "'container' and 'containers' are one field; give one of them"),
        ("spec: {containers: }", "missing 'containers' for 'spec'"),
        ("spec: {containers: [{name: , image: b}]}", "missing 'name' for 'spec.containers[0]'"),
        (HEAD + "  extra:", "unknown option 'extra' for 'spec'"),
        (HEAD + "extra: 1", "unknown option 'extra' for 'the specification'"),
        ("spec: {containers: [{name: Main, image: a}]}", "spec.containers[0].name"),
        ("spec: {containers: [{name: a}]}", "missing 'image' for 'spec.containers[0]'"),
        ("spec: {containers: [{name: a, image: b, env: [x]}]}", "spec.containers[0].env"),
        ("spec: {containers: [{name: a, image: b, resources: {limits: {memory: 1Q}}}]}", "'1Q' is no amount of memory"),
        ("spec: {containers: [{name: a, image: b, resources: {limits: {cpu: -1}}}]}", "'-1' is no amount of CPU"),
        (HEAD + "  endpoints: [{name: e, port: 0}]", "spec.endpoints[0].port"),
        (HEAD + "  endpoints: [{name: e, port: 65536}]", "spec.endpoints[0].port"),
        (HEAD + "  endpoints: [{name: e, port: '80'}]", "spec.endpoints[0].port"),
        (HEAD + "  endpoints: [{name: e, port: 1, corsSettings: {}}]", "missing 'Access-Control-Allow-Origin'"),
        (HEAD + "  resourceManagement: {autoScalingPolicies: {scaleUp: {anyConditions: []}}}", "anyConditions"),
        (HEAD + "  volumes: [{name: v, source: disk}]", "spec.volumes[0].source"),
    ],
)
def test_parse_refuses(text: str, problem: str) -> None:
    with pytest.raises(InvalidSpecificationError) as caught:
        parse(text)
    assert problem in caught.value.message
    assert (caught.value.number, caught.value.sqlstate) == (395018, "22023")
