"""What holds for the Dockerfiles and the lock file without building anything."""

import os
import re
import subprocess

import pytest

from tests.images.building import IMAGES, NAMES

HASHED = re.compile(r"[a-z0-9._-]+==[^ ]+ --hash=sha256:[0-9a-f]{64}")


def instructions(image: str) -> list[str]:
    text = (IMAGES / image / "Dockerfile").read_text().replace("\\\n", "")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


BASES = {
    "milvus": "MILVUS_IMAGE",
    "keeper": "PYTHON_IMAGE",
    "jupyter": "PYTHON_IMAGE",
    "milvus-node": "MILVUS_IMAGE",
    "etcd": "ETCD_IMAGE",
    "kafka": "KAFKA_IMAGE",
    "objectstore": "OBJECTSTORE_IMAGE",
}


@pytest.mark.parametrize(("image", "argument"), BASES.items())
def test_takes_the_base_image_from_an_argument(image: str, argument: str) -> None:
    lines = instructions(image)
    assert lines[0] == f"ARG {argument}"
    assert {line.split()[1] for line in lines if line.startswith("FROM")} == {f"${{{argument}}}"}


@pytest.mark.parametrize("file", ["memory.sh", "glog.conf", "etcd.sh"])
def test_milvus_is_set_alike_in_one_process_and_in_a_cluster(file: str) -> None:
    assert (IMAGES / "milvus" / file).read_bytes() == (IMAGES / "milvus-node" / file).read_bytes()


@pytest.mark.parametrize(
    ("role", "share", "segment"),
    [("standalone", 2 / 5, True), ("querynode", 2 / 5, False), ("indexnode", 2 / 5, False), ("proxy", 4 / 5, False)],
)
def test_a_role_has_its_share_of_the_memory(role: str, share: float, segment: bool) -> None:
    script = (
        f"set -- {role}; . {IMAGES}/milvus/memory.sh; echo $memory $GOMEMLIMIT ${{DATACOORD_SEGMENT_MAXSIZE:-none}}"
    )
    said = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True).stdout.split()
    memory = int(said[0])
    assert said[1] == f"{int(memory * share)}MiB"
    assert (said[2] != "none") == (segment and memory < 8192)


@pytest.mark.parametrize(
    ("role", "memory", "segment"),
    [("mixture", "2048", "128"), ("mixcoord", "200", "16"), ("mixture", "8192", "none"), ("datanode", "", "none")],
)
def test_segments_are_as_large_as_the_smallest_node_has_room_for(role: str, memory: str, segment: str) -> None:
    script = f"set -- {role}; . {IMAGES}/milvus-node/memory.sh; echo ${{DATACOORD_SEGMENT_MAXSIZE:-none}}"
    environment = {"PATH": os.defpath, **({"NODE_MEMORY": memory} if memory else {})}
    done = subprocess.run(["sh", "-euc", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{segment}\n"


@pytest.mark.parametrize("image", NAMES)
def test_runs_as_the_fixed_user_and_carries_the_label(image: str) -> None:
    lines = instructions(image)
    users = [line for line in lines if line.startswith("USER")]
    assert users[-1] == "USER 10001:10001"
    assert f"LABEL milvus-spcs.image={image}" in lines


def test_copies_the_notebook_last() -> None:
    assert instructions("jupyter")[-1] == "COPY --chown=10001:10001 TestMilvus.ipynb /home/jupyter/"


def test_keeps_all_data_below_the_volume() -> None:
    settings = dict(re.findall(r"(\w+)=(\S+)", " ".join(instructions("milvus"))))
    folders = {name: value for name, value in settings.items() if value.startswith("/var/lib")}
    assert set(folders) == {"ETCD_DATA_DIR", "LOCALSTORAGE_PATH", "ROCKSMQ_PATH"}
    assert all(value.startswith("/var/lib/milvus/") for value in folders.values())


@pytest.mark.parametrize("image", ["keeper", "jupyter"])
def test_pins_every_package_with_a_hash(image: str) -> None:
    lines = [line for line in (IMAGES / image / "requirements.lock").read_text().splitlines() if line[0] != "#"]
    assert [line for line in lines if not HASHED.fullmatch(line)] == []
    assert any(line.startswith("pymilvus==3.0.2 ") for line in lines)


@pytest.mark.parametrize(("image", "number"), [("keeper", 5), ("jupyter", 7)])
def test_locks_what_the_requirements_ask_for(image: str, number: int) -> None:
    wanted = "".join((IMAGES / image / name).read_text() for name in ("requirements.in", "alone.in"))
    asked = re.findall(r"^([a-z][a-z0-9_-]*)", wanted, re.MULTILINE)
    locked = re.findall(r"^([a-z0-9._-]+)==", (IMAGES / image / "requirements.lock").read_text(), re.MULTILINE)
    assert len(asked) == number
    assert set(asked) <= set(locked)
