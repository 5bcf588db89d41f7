"""The images as Docker builds them, on the base images of this machine."""

import contextlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import docker
import pytest
from docker.errors import ContainerError, DockerException
from docker.models.containers import Container
from docker.models.images import Image

from devkit.bases.obtain import ensure_bases, local_bases
from devkit.bases.references import BaseImages
from devkit.paths import Paths
from devkit.testing.waiting import PATIENCE

IMAGES = Path(__file__).parents[2] / "images"
LARGEST = 600_000_000
SIMILARITIES = """
import json
from embedding import Embedder
embed = Embedder()
vectors = embed([
    "Artificial intelligence was founded as an academic discipline in 1956.",
    "Alan Turing was the first person to conduct substantial research in AI.",
    "Born in Maida Vale, London, Turing was raised in southern England.",
])
question = embed(["Who started AI research?"])[0]
print(json.dumps({"cosines": (vectors @ question).tolist(), "lengths": (vectors**2).sum(axis=1).tolist(),
                  "empty": list(embed([]).shape)}))
"""
# Milvus takes a few seconds to answer: the client waits for it.
CONNECT = """
import time
from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException
end = time.monotonic() + 600
while True:
    try:
        client = MilvusClient("http://milvus:19530", timeout=10)
        client.list_collections()
        break
    except MilvusException:
        if time.monotonic() > end:
            raise
        time.sleep(1)
"""
INSERT = """
client.create_collection("kept", dimension=4, consistency_level="Strong")
client.insert("kept", [{"id": n, "vector": [n, 1, 0, 0]} for n in range(3)])
print(len(client.query("kept", filter="id >= 0")), "rows")
"""
COUNT = """
client.load_collection("kept")
print(len(client.query("kept", filter="id >= 0")), "rows")
"""

# for what is of memory and volumes; nobody is at hand who would set a password
OPEN, ASKING = ({"COMMON_SECURITY_AUTHORIZATIONENABLED": it} for it in ("false", "true"))
# Whether the password that everybody knows ever lets in, until that of the secret does.
TRY_BOTH = """
import time
from pymilvus import MilvusClient
begun, seen = time.monotonic(), set()
def lets_in(password):
    try:
        return MilvusClient("http://milvus:19530", user="root", password=password, timeout=1).list_collections()
    except Exception:
        return None
while (found := lets_in("of-the-secret")) is None:
    seen.add(lets_in("Milvus"))
    if time.monotonic() - begun > 300:
        raise SystemExit("nobody is let in")
print({*seen, lets_in("Milvus")}, found)
"""
# the secrets as the account would mount them
KEEP = """
for user in root notebook; do
    mkdir -p /tmp/secrets/$user
    printf $user >/tmp/secrets/$user/username
    printf of-the-secret >/tmp/secrets/$user/password
done
exec python -m keeper watch --secrets /tmp/secrets --user notebook=demo_collection
"""

# Vectors of 8 kB: more of them than may be written in 512 MiB, or loaded.
GROW = """
import numpy
from pymilvus import DataType
vectors = numpy.random.default_rng(1).random((500, 2048), dtype=numpy.float32).tolist()
def create(name):
    schema = MilvusClient.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=2048)
    client.create_collection(name, schema=schema)
def insert(name, rows):
    for first in range(0, rows, 500):
        client.insert(name, [{"id": first + n, "vector": it} for n, it in enumerate(vectors)], timeout=10)
def said(do, *arguments, **options):
    try:
        do(*arguments, **options)
        return "done"
    except MilvusException as error:
        return error.message
"""
WRITE = """
create("grows")
print("WRITING:", said(insert, "grows", 100_000))
time.sleep(3)
print(client.list_collections())
"""
PREPARE = """
create("large")
insert("large", 50_000)
client.flush("large")
index = client.prepare_index_params()
index.add_index("vector", index_type="FLAT", metric_type="L2")
client.create_index("large", index)
"""
LOAD = """
print("LOADING:", said(client.load_collection, "large", timeout=60))
print(client.list_collections())
"""
SMALL: Mapping[str, Any] = {"mem_limit": "512m", "memswap_limit": "512m"}
# what Milvus has left out
MILVUS_OWN = {
    "GOMEMLIMIT": "off",
    "DATACOORD_SEGMENT_MAXSIZE": "512",
    "QUERYCOORD_OVERLOADEDMEMORYTHRESHOLDPERCENTAGE": "90",
    "QUERYCOORD_LOADTIMEOUTSECONDS": "600",
    "QUERYCOORD_TASKEXECUTIONCAP": "256",
    "QUERYCOORD_DISTPULLINTERVAL": "500",
    "QUOTAANDLIMITS_QUOTACENTERCOLLECTINTERVAL": "3",
    **{
        f"QUOTAANDLIMITS_LIMITWRITING_MEMPROTECTION_{node}MEMORY{level}WATERLEVEL": share
        for node in ("DATANODE", "QUERYNODE")
        for level, share in (("LOW", "0.85"), ("HIGH", "0.95"))
    },
}


@pytest.fixture(scope="module")
def client() -> Iterator[docker.DockerClient]:
    try:
        found = docker.from_env(timeout=600)
        found.ping()
    except DockerException as error:
        pytest.skip(f"Docker does not answer: {error}")
    with contextlib.closing(found):
        yield found


@pytest.fixture(scope="module")
def bases() -> BaseImages:
    return ensure_bases(Paths.of_clone().cache, print)


@pytest.fixture(scope="module")
def jupyter(client: docker.DockerClient, bases: BaseImages) -> Iterator[Image]:
    with built(client, "jupyter", {"PYTHON_IMAGE": bases.python}) as image:
        yield image


@pytest.fixture(scope="module")
def milvus(client: docker.DockerClient, bases: BaseImages) -> Iterator[Image]:
    with built(client, "milvus", {"MILVUS_IMAGE": bases.milvus}) as image:
        yield image


@pytest.fixture(scope="module")
def keeper(client: docker.DockerClient, bases: BaseImages) -> Iterator[Image]:
    with built(client, "keeper", {"PYTHON_IMAGE": bases.python}) as image:
        yield image


@contextlib.contextmanager
def built(client: docker.DockerClient, name: str, arguments: dict[str, str]) -> Iterator[Image]:
    tag = f"milvus-spcs/{name}:test-{secrets.token_hex(4)}"  # another run of the tests has its own
    image, _ = client.images.build(
        path=str(IMAGES / name), tag=tag, buildargs=arguments, rm=True, platform="linux/amd64"
    )
    yield image
    client.images.remove(tag, noprune=True)  # what was built stays in the builder's cache


def run(client: docker.DockerClient, image: Image, *command: str, tmpfs: dict[str, str] | None = None) -> str:
    output = client.containers.run(
        image,
        list(command),
        stderr=True,
        remove=True,
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
        network_mode="none",
        tmpfs=tmpfs,
    )
    return output.decode()


def test_embeds_the_sentences_as_the_model_does(client: docker.DockerClient, jupyter: Image) -> None:
    found = json.loads(run(client, jupyter, "python", "-c", SIMILARITIES))
    assert found["cosines"] == pytest.approx([0.696, 0.789, 0.299], abs=5e-4)
    assert found["lengths"] == pytest.approx([1, 1, 1], abs=1e-5)
    assert found["empty"] == [0, 384]


def test_holds_the_clients_and_no_installer(client: docker.DockerClient, jupyter: Image) -> None:
    modules = "import notebook, pymilvus, snowflake.connector"
    assert run(client, jupyter, "python", "-c", modules) == ""
    for left_out in ("pip", "setuptools"):
        with pytest.raises(ContainerError, match="No module named"):
            run(client, jupyter, "python", "-c", f"import {left_out}")


def test_lets_the_notebook_and_its_files_be_written(client: docker.DockerClient, jupyter: Image) -> None:
    script = (
        "id -u; touch /home/jupyter/files/x && test -w /home/jupyter/TestMilvus.ipynb && ! touch /opt/x 2>/dev/null"
    )
    assert run(client, jupyter, "sh", "-c", script) == "10001\n"


def test_refuses_a_volume_that_is_not_writable(client: docker.DockerClient, milvus: Image) -> None:
    with pytest.raises(ContainerError, match="not writable by uid 10001: give the volume uid and gid 10001"):
        run(client, milvus, tmpfs={"/var/lib/milvus": "uid=0,mode=755"})


def test_stays_small_and_adds_little_to_milvus(
    client: docker.DockerClient, bases: BaseImages, jupyter: Image, milvus: Image
) -> None:
    assert jupyter.attrs["Size"] <= LARGEST
    assert milvus.attrs["Size"] - client.images.get(bases.milvus).attrs["Size"] <= 1_000_000
    if bases == local_bases():
        assert milvus.attrs["Size"] <= LARGEST


def test_keeps_vectors_when_made_again_on_the_same_volume(place: "Place", jupyter: Image, milvus: Image) -> None:
    """At once: sessions of before, which would last longer than the test waits, hold up nobody."""
    lasting = {"COMMON_SESSION_TTL": str(int(2 * PATIENCE))}
    with place.milvus(milvus, environment=lasting) as container:
        assert place.ask(jupyter, INSERT).endswith("3 rows\n")
        container.kill()
    begun = time.monotonic()
    with place.milvus(milvus, environment=lasting):
        assert place.ask(jupyter, COUNT).endswith("3 rows\n")
        assert time.monotonic() - begun < PATIENCE


@pytest.mark.parametrize("used", [False, True], ids=["new", "of a time without passwords"])
def test_roots_password_that_everybody_knows_never_lets_in(
    place: "Place", jupyter: Image, milvus: Image, keeper: Image, *, used: bool
) -> None:
    if used:
        with place.milvus(milvus):
            place.ask(jupyter, INSERT)
    kept = "['kept']" if used else "[]"
    with place.milvus(milvus, environment=ASKING) as container, place.keeper(keeper, container):
        assert place.run(jupyter, TRY_BOTH).endswith(f"{{None}} {kept}\n")
    # the second time nothing is to be set
    with place.milvus(milvus, environment=ASKING) as container:
        assert place.run(jupyter, TRY_BOTH).endswith(f"{{None}} {kept}\n")
        assert b"of-the-secret" not in container.logs()


def test_goes_by_the_memory_of_its_container(client: docker.DockerClient, milvus: Image) -> None:
    shown = ". /milvus/memory.sh; echo $memory $GOMEMLIMIT ${DATACOORD_SEGMENT_MAXSIZE:-none} $high"
    found = {
        limit: client.containers.run(milvus, ["-euc", shown], entrypoint="sh", remove=True, mem_limit=limit).decode()
        for limit in ("512m", "2g")
    }
    assert found == {"512m": "512 204MiB 32 44\n", "2g": "2048 819MiB 128 85\n"}
    said = {"GOMEMLIMIT": "1GiB", "DATACOORD_SEGMENT_MAXSIZE": "99"}
    kept = client.containers.run(
        milvus, ["-euc", shown], entrypoint="sh", remove=True, environment=said, mem_limit="1g"
    )
    assert kept == b"1024 1GiB 99 72\n"


@pytest.fixture
def soaked(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--soak"):
        pytest.skip("of make soak: a minute each")


@pytest.mark.usefixtures("soaked")
def test_refuses_to_write_what_its_memory_has_no_room_for(place: "Place", jupyter: Image, milvus: Image) -> None:
    with place.milvus(milvus, **SMALL) as container:
        said = place.ask(jupyter, GROW + WRITE)
        assert "WRITING: quota exceeded[reason=memory quota exceeded, please allocate more resources]" in said
        assert said.endswith("['grows']\n")
        assert not killed(container)


@pytest.mark.usefixtures("soaked")
def test_refuses_to_load_what_its_memory_has_no_room_for(place: "Place", jupyter: Image, milvus: Image) -> None:
    with place.milvus(milvus, environment={"DATACOORD_SEGMENT_MAXSIZE": "32"}, mem_limit="4g"):
        place.ask(jupyter, GROW + PREPARE)
    with place.milvus(milvus, environment=MILVUS_OWN, **SMALL) as container:
        with pytest.raises(ContainerError):  # nobody answers any more
            place.ask(jupyter, GROW + LOAD)
        assert killed(container)
    with place.milvus(milvus, environment={"QUERYCOORD_LOADTIMEOUTSECONDS": "5"}, **SMALL) as container:
        said = place.ask(jupyter, GROW + LOAD)
        assert "LOADING: show collection failed: load segment failed, OOM if load, " in said
        assert said.endswith("['large']\n")
        assert not killed(container)


def killed(container: Container) -> bool:
    """For lack of memory."""
    container.reload()
    return bool(container.attrs["State"]["OOMKilled"])


@dataclass(frozen=True)
class Place:
    """A network and a volume of one test."""

    client: docker.DockerClient
    network: str
    volume: str

    @contextlib.contextmanager
    def milvus(
        self, image: Image, environment: Mapping[str, str] = MappingProxyType({}), **options: Any
    ) -> Iterator[Container]:
        """Asks for no password, unless the environment says so."""
        container = self.client.containers.create(
            image,
            hostname="milvus",
            network=self.network,
            volumes={self.volume: {"bind": "/var/lib/milvus", "mode": "rw"}},
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            environment={**OPEN, **environment},
            **options,
        )
        try:
            self.client.networks.get(self.network).disconnect(container)
            self.client.networks.get(self.network).connect(container, aliases=["milvus"])
            container.start()
            yield container
            container.stop(timeout=120)
        finally:
            container.remove(force=True)

    @contextlib.contextmanager
    def keeper(self, image: Image, beside: Container) -> Iterator[Container]:
        """In the network of the other one, as containers of an instance are."""
        container = self.client.containers.run(
            image,
            ["-euc", KEEP],
            entrypoint="sh",
            network_mode=f"container:{beside.id}",
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            detach=True,
        )
        try:
            yield container
        finally:
            container.remove(force=True)

    def ask(self, image: Image, script: str) -> str:
        """Of a Milvus that asks for no password, as soon as it answers."""
        return self.run(image, CONNECT + script)

    def run(self, image: Image, script: str) -> str:
        command = ["python", "-c", script]
        output = self.client.containers.run(image, command, remove=True, network=self.network, stderr=True)
        return output.decode()


@pytest.fixture
def place(client: docker.DockerClient) -> Iterator[Place]:
    name = f"milvus-spcs-test-{secrets.token_hex(4)}"
    network = client.networks.create(name, internal=True)
    try:
        volume = client.volumes.create(name)
        try:
            yield Place(client, name, name)
        finally:
            volume.remove(force=True)
    finally:
        network.remove()
