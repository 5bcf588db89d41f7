"""Which of a cluster's base images are made, and of what, without Docker."""

import re
from collections.abc import Mapping
from pathlib import Path

import docker
import pytest

from devkit.bases import cluster, obtain
from devkit_tests.bases.test_obtain import Daemon

PYTHON = "milvus-spcs/python-base:1"
COORDINATE = re.compile(r"[\w.-]+:[\w.-]+:[\w.-]+ sha256:[0-9a-f]{64}")


@pytest.fixture
def added(tmp_path: Path) -> cluster.Added:
    gateway = tmp_path / "versitygw"
    gateway.write_text("a program")
    return {"objectstore": {"versitygw": gateway}}


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, set[str], Mapping[str, str]]]:
    """Reference, files and arguments of each build."""
    found: list[tuple[str, set[str], Mapping[str, str]]] = []

    def build(_client: object, context: Path, reference: str, _say: object, arguments: Mapping[str, str]) -> None:
        found.append((reference, {it.name for it in context.iterdir()}, arguments))

    monkeypatch.setattr(obtain, "build", build)
    return found


def test_what_is_there_is_taken_and_the_rest_made(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    added: cluster.Added,
    built: list[tuple[str, set[str], Mapping[str, str]]],
) -> None:
    monkeypatch.setattr(docker, "from_env", lambda **_: Daemon())
    references = cluster.ensure(tmp_path / "bases", PYTHON, added, print)
    assert [reference for reference, _, _ in built] == list(references.values())
    assert built[2] == (references["objectstore"], {"Dockerfile", "versitygw"}, {"BASE": PYTHON})
    built.clear()
    monkeypatch.setattr(docker, "from_env", lambda **_: Daemon(references["etcd"], references["kafka"]))
    assert cluster.ensure(tmp_path / "bases", PYTHON, added, print) == references
    assert [reference for reference, _, _ in built] == [references["objectstore"]]


def test_another_program_or_base_has_another_name(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    added: cluster.Added,
    built: list[tuple[str, set[str], Mapping[str, str]]],
) -> None:
    monkeypatch.setattr(docker, "from_env", lambda **_: Daemon())
    first = cluster.ensure(tmp_path / "bases", PYTHON, added, print)
    added["objectstore"]["versitygw"].write_text("another one")
    second = cluster.ensure(tmp_path / "bases", PYTHON, added, print)
    assert (second["etcd"], second["objectstore"] != first["objectstore"]) == (first["etcd"], True)
    assert set(cluster.ensure(tmp_path / "bases", "other:1", added, print).values()).isdisjoint(second.values())
    assert len(built) == 9


def test_every_jar_is_pinned_with_a_hash() -> None:
    lines = (cluster.DIRECTORY / "kafka" / "coordinates").read_text().splitlines()
    assert [line for line in lines if not COORDINATE.fullmatch(line)] == []
    assert any(line.startswith("org.apache.kafka:kafka_2.13:4.1.2 ") for line in lines)
