"""How Milvus goes by the memory of its container."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import docker
import pytest
from docker.errors import ContainerError
from docker.models.containers import Container
from docker.models.images import Image

from tests.images.large import GROW, LOAD, WRITE, prepare
from tests.images.place import Place

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
def test_refuses_to_write_what_its_memory_has_no_room_for(place: Place, jupyter: Image, milvus: Image) -> None:
    with place.milvus(milvus, **SMALL) as container:
        said = place.ask(jupyter, GROW + WRITE)
        assert "WRITING: quota exceeded[reason=memory quota exceeded, please allocate more resources]" in said
        assert said.endswith("['grows']\n")
        assert not killed(container)


@pytest.mark.usefixtures("soaked")
def test_refuses_to_load_what_its_memory_has_no_room_for(place: Place, jupyter: Image, milvus: Image) -> None:
    with place.milvus(milvus, environment={"DATACOORD_SEGMENT_MAXSIZE": "32"}, mem_limit="4g"):
        place.ask(jupyter, GROW + prepare("FLAT"))
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
