"""An S3 server and a Kafka outside of an account: containers of a test's own, with keys, passwords and TLS.

They are on the network to which the account's gate goes out, where nothing else of the account is. Its engine gives
them the names there that are in their certificates.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import docker
from docker.models.containers import Container
from docker.types import Mount

from components.settings_table import Table
from devkit import cluster_bases, local_account
from devkit.bases.references import BaseImages
from devkit.bench.container_program import printed
from devkit.context import Context
from devkit.testing.waiting import until
from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.relay import ensure_certificates
from spcs_local.relay.forward import CERTIFICATE, KEY
from spcs_local.services import names

S3_HOST, S3_PORT = "s3.outside.example", 9000
KAFKA_HOST, KAFKA_PORT = "kafka.outside.example", 9093
BUCKET, ACCESS_KEY = "vectors-of-a-test", "AKIAOFATEST"
USERS = ("milvus", "another")
LABEL = "milvus-spcs.outside"  # the value is the account's id
_FILES, _BUCKETS = "/run/outside", "/tmp/buckets"  # in the containers
_BEGIN = b"-----BEGIN CERTIFICATE-----"
_S3 = (
    "mkdir {buckets} && exec versitygw --port :{port} --cert {files}/{certificate} --key {files}/{key} posix {buckets}"
)
_KAFKA = """
java="java -Xms64m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp /opt/kafka/libs/*"
set -f
$java kafka.tools.StorageTool format --cluster-id T3V0c2lkZU9mQVRlc3Q --config {files}/kafka.properties
exec $java kafka.Kafka {files}/kafka.properties
"""
# what is other than in images/kafka: who the broker is to others, and how they sign in
_PROPERTIES = """
listeners=OUTSIDE://:{port},PLAINTEXT://127.0.0.1:9192,CONTROLLER://127.0.0.1:9193
advertised.listeners=OUTSIDE://{host}:{port},PLAINTEXT://127.0.0.1:9192
listener.security.protocol.map=OUTSIDE:SASL_SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=/tmp/data
sasl.enabled.mechanisms=PLAIN
listener.name.outside.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required {users};
ssl.keystore.type=PEM
ssl.keystore.location={files}/keystore.pem
"""


@dataclass(frozen=True)
class Outside:
    """Both, and what a stack has to know of them: `passwords` are by users of Kafka, `authorities` files of
    images/milvus-node/certificates."""

    s3: Container
    kafka: Container
    secret_key: str = field(repr=False)
    passwords: Mapping[str, str] = field(repr=False)
    authorities: Mapping[str, bytes] = field(repr=False)

    @property
    def settings(self) -> dict[str, str]:
        """Those in clear."""
        return {
            "objectStoreHost": f"{S3_HOST}:{S3_PORT}",
            "objectStoreBucket": BUCKET,
            "objectStoreAccessKey": ACCESS_KEY,
            "kafkaBrokers": f"{KAFKA_HOST}:{KAFKA_PORT}",
            "kafkaUser": USERS[0],
        }

    @property
    def secrets(self) -> dict[str, str]:
        """Those that nobody may read."""
        return {"objectStoreSecretKey": self.secret_key, "kafkaPassword": self.passwords[USERS[0]]}

    def objects(self) -> int:
        """How many the bucket has."""
        code, files = printed(self.s3, ["find", f"{_BUCKETS}/{BUCKET}", "-type", "f"])
        assert code == 0, files
        return len(files.splitlines())


@contextmanager
def opened(context: Context, bases: BaseImages, directory: Path) -> Iterator[Outside]:
    """Both listen, outside of the account of a clone."""
    account = local_account.identifier_of(context.paths.local)
    with closing(DockerContainers(account)) as containers:
        containers.ensure_network(names.outside(account), internal=False)
    named = {"kafka": Table.KAFKA_IMAGE.default, "objectstore": Table.OBJECTSTORE_IMAGE.default}
    images = {**named, **cluster_bases.ensure(context, bases)}
    secret_key, passwords = secrets.token_urlsafe(24), {user: secrets.token_urlsafe(24) for user in USERS}
    (of_s3, s3_authority), (of_kafka, kafka_authority) = (
        _certified(directory / host, host) for host in (S3_HOST, KAFKA_HOST)
    )
    shared = (context.paths.root / "images" / "kafka" / "server.properties").read_text(encoding="utf-8")
    users = " ".join(f'user_{user}="{password}"' for user, password in passwords.items())
    own = _PROPERTIES.format(host=KAFKA_HOST, port=KAFKA_PORT, users=users, files=_FILES)
    (of_kafka / "kafka.properties").write_text(shared + own)
    run_s3 = _S3.format(buckets=_BUCKETS, port=S3_PORT, files=_FILES, certificate=CERTIFICATE, key=KEY)
    run_kafka = _KAFKA.format(files=_FILES)
    keys = {"ROOT_ACCESS_KEY": ACCESS_KEY, "ROOT_SECRET_KEY": secret_key}
    with (
        _listening(account, images["objectstore"], (S3_HOST, S3_PORT), run_s3, of_s3, keys) as s3,
        _listening(account, images["kafka"], (KAFKA_HOST, KAFKA_PORT), run_kafka, of_kafka, {}) as kafka,
    ):
        authorities = {"s3.crt": s3_authority, "kafka.crt": kafka_authority}
        yield Outside(s3, kafka, secret_key, passwords, authorities)


def reaches(container: Container, host: str, port: int) -> bool:
    """Whether somebody in the container is let in there."""
    code, _ = container.exec_run(["timeout", "5", "bash", "-c", f"exec 3<>/dev/tcp/{host}/{port}"])
    return bool(code == 0)


def _certified(directory: Path, host: str) -> tuple[Path, bytes]:
    """A directory with a host's key and certificate, also as one file, and the authority that has signed it."""
    found, bundle = ensure_certificates(directory, host)
    (found / "keystore.pem").write_bytes((found / KEY).read_bytes() + (found / CERTIFICATE).read_bytes())
    return found, _BEGIN + bundle.read_bytes().rpartition(_BEGIN)[2]


@contextmanager
def _listening(
    account: str, image: str, at: tuple[str, int], script: str, files: Path, variables: Mapping[str, str]
) -> Iterator[Container]:
    """Gone afterwards, with all that it has."""
    host, port = at
    network = names.outside(account)
    with closing(docker.from_env()) as client:
        container = client.containers.create(
            image,
            ["-euc", script],
            entrypoint="sh",
            name=f"{network}-{host}",
            user="0:0",  # which may read the key, whatever the image's own user is
            environment=dict(variables),
            labels={LABEL: account},
            mounts=[Mount(target=_FILES, source=str(files.resolve()), type="bind", read_only=True)],
            network=network,
            networking_config={network: client.api.create_endpoint_config(aliases=[host])},
        )
        try:
            container.start()
            until(lambda: _answers(container, port), f"{host} listens")
            yield container
        finally:
            container.remove(force=True, v=True)


def _answers(container: Container, port: int) -> bool:
    """Fails where it has ended."""
    container.reload()
    assert container.status == "running", container.logs(tail=50).decode(errors="replace")
    return reaches(container, "127.0.0.1", port)
