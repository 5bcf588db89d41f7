"""Files that containers wrote as root, opened to all."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.port import PART_LABEL, ContainerError, ContainerSpec, Mount
from spcs_local_tests.containers.programs import run_program

WRITE = """
import os
os.makedirs("/stage/closed/below")
open("/stage/closed/below/file", "w").write("words")
os.symlink("/outside", "/stage/closed/link")
os.chmod("/stage/closed/below/file", 0o400)
os.chmod("/stage/closed/below", 0o1500)
os.chmod("/stage/closed", 0o2700)
"""


def test_all_below_is_opened_and_nothing_else(
    docker_containers: DockerContainers, program: ContainerSpec, tmp_path: Path
) -> None:
    stage, outside = tmp_path / "stage", tmp_path / "outside"
    stage.mkdir()
    stage.chmod(0o777)
    outside.touch(mode=0o600)
    mount = Mount(kind="bind", source=str(stage), target="/stage")
    assert run_program(docker_containers, dataclasses.replace(program, mounts=(mount,)), WRITE) == ""

    docker_containers.open_up(stage)
    closed = stage / "closed"
    found = {path.name: path.stat().st_mode & 0o7777 for path in (closed, closed / "below", closed / "below" / "file")}
    assert found == {"closed": 0o2777, "below": 0o777, "file": 0o666}
    assert outside.stat().st_mode & 0o777 == 0o600
    assert [state.name for state in docker_containers.containers()] == [program.name]


def test_image_is_the_one_that_a_container_of_the_account_s_own_has(
    docker_containers: DockerContainers, program: ContainerSpec, prefix: str, tmp_path: Path
) -> None:
    later = DockerContainers(prefix)
    try:
        with pytest.raises(ContainerError, match="the setting relayImage has to name an image"):
            later.open_up(tmp_path)
        docker_containers.run(dataclasses.replace(program, labels={PART_LABEL: "relay"}))
        later.open_up(tmp_path)
        assert tmp_path.stat().st_mode & 0o777 == 0o777
    finally:
        later.close()
        tmp_path.chmod(0o700)
