"""What a role of a cluster is started with, by images/milvus-node/entrypoint.sh with a Milvus that says it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.images.fake_etcd import serving

NODE = Path(__file__).parents[2] / "images" / "milvus-node"
SAYS = '#!/bin/sh\necho "$@"\nenv\necho "+map[sasl.password:$KAFKA_SASLPASSWORD sasl.username:kafka]" >&2\n'


def started(directory: Path, etcd: str = "", **variables: str) -> list[str]:
    """The arguments of Milvus, and its environment; `directory` is what the image has as /milvus."""
    (directory / "bin").mkdir()
    milvus = directory / "bin" / "milvus"
    milvus.write_text(SAYS)
    milvus.chmod(0o755)
    for script in NODE.glob("*.sh"):
        shutil.copyfile(script, directory / script.name)
    entrypoint = (NODE / "entrypoint.sh").read_text().replace("/milvus/", f"{directory}/")
    known = {"PATH": "/usr/bin:/bin", "MILVUS_ROLE": "querynode", "LOCALSTORAGE_PATH": str(directory / "storage")}
    with serving({"header": {"revision": "1"}}) as found:
        environment = {**known, "ETCD_ENDPOINTS": etcd or found.address, **variables}
        command = ["sh", "-c", entrypoint]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    # sessions of before are looked for, before it runs: its own, and by coordinators those of data nodes
    looks = 0 if etcd else 2 if environment["MILVUS_ROLE"].startswith("mix") else 1
    assert [path for path, _ in found.asked] == ["/v3/kv/range"] * looks
    return done.stdout.splitlines()


def login(directory: Path, user: str) -> str:
    """As the account mounts a secret."""
    directory.mkdir()
    (directory / "username").write_text(user)
    (directory / "password").write_text(f"of-{user}")
    return str(directory)


def test_it_has_who_it_is_from_files(tmp_path: Path) -> None:
    keys, kafka = (login(tmp_path / it, it) for it in ("storage-keys", "kafka"))
    arguments, *environment = started(tmp_path, OBJECTSTORE_KEYS=keys, KAFKA_LOGIN=kafka)
    assert arguments == "run querynode"
    assert {"MINIO_ACCESSKEYID=storage-keys", "MINIO_SECRETACCESSKEY=of-storage-keys"} <= set(environment)
    assert {"KAFKA_SASLUSERNAME=kafka", "KAFKA_SASLPASSWORD=of-kafka"} <= set(environment)


def test_the_password_that_milvus_writes_into_its_log_is_masked(tmp_path: Path) -> None:
    keys, kafka = (login(tmp_path / it, it) for it in ("storage-keys", "kafka"))
    (tmp_path / "kafka" / "password").write_text("with a space] of-kafka")
    said = started(tmp_path, OBJECTSTORE_KEYS=keys, KAFKA_LOGIN=kafka)
    assert said[-1] == "+map[sasl.password:*** sasl.username:kafka]"


def test_it_trusts_the_file_with_the_images_own_authorities_whatever_the_account_names(tmp_path: Path) -> None:
    keys = login(tmp_path / "storage-keys", "storage")
    (written,) = re.findall(r"certificates/\*\.crt.*>>(\S+);", (NODE / "Dockerfile").read_text())
    environment = started(tmp_path, OBJECTSTORE_KEYS=keys, SSL_CERT_FILE="/snowflake/trusted.pem")
    assert f"SSL_CERT_FILE={written}" in environment


@pytest.mark.parametrize(
    ("role", "setting", "value"),
    [
        ("mixture", "QUERYCOORD_UPDATENEXTTARGETINTERVAL", "0.1"),
        ("mixture", "QUERYCOORD_AUTOBALANCE", "true"),
        ("mixture", "QUERYCOORD_AUTOBALANCECHANNEL", "false"),
        ("mixture", "GRPC_CLIENT_MAXBACKOFF", "0.5"),
        ("proxy", "GRPC_CLIENT_MAXBACKOFF", "2"),
    ],
)
def test_a_query_node_that_came_is_soon_asked_and_for_all_it_has(
    role: str, setting: str, value: str, tmp_path: Path
) -> None:
    unlocked = {
        "OBJECTSTORE_KEYS": login(tmp_path / "storage-keys", "storage"),
        "COMMON_SECURITY_AUTHORIZATIONENABLED": "false",
    }

    def has(started_as: str, **given: str) -> list[str]:
        directory = tmp_path / "-".join([started_as, *given])
        directory.mkdir()
        environment = started(directory, MILVUS_ROLE=started_as, **unlocked, **given)
        return [it for it in environment if it.startswith(f"{setting}=")]

    assert has(role) == [f"{setting}={value}"]
    assert has(role, **{setting: "7"}) == [f"{setting}=7"]
    # neither other roles nor the coordinators of later versions
    assert has("querynode") == has("mixcoord") == []


def test_it_runs_where_nobody_says_which_sessions_there_are(tmp_path: Path) -> None:
    keys = login(tmp_path / "storage-keys", "storage")
    assert started(tmp_path, "127.0.0.1:1", OBJECTSTORE_KEYS=keys)[0] == "run querynode"
