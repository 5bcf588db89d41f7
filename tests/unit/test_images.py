"""Where images are pushed to, and when."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pytest

from components.images import checked_server
from tests.unit.recording import Account, Program, configure, record, run_program


def test_push_after_the_repository_exists(program: Program) -> None:
    images = program().of_type("docker:index/image:Image").values()
    assert all("storage-repository" in image.dependencies for image in images)


def test_refuse_a_registry_that_is_not_the_repositorys() -> None:
    configure()
    other = Account("127.0.0.1:5000")
    with pytest.raises(pulumi.RunError, match=r"config set milvus-spcs:registryHost 127\.0\.0\.1:5000"):
        record(run_program, other)


def test_refuse_an_image_without_a_dockerfile(program: Program, project: Path) -> None:
    (project / "images" / "jupyter" / "Dockerfile").unlink()
    with pytest.raises(pulumi.RunError, match="images/jupyter holds no Dockerfile; it has to"):
        program()


def test_server_is_the_host_of_the_repository() -> None:
    url = "127.0.0.1:7879/d/s/r"
    assert checked_server(url, url) == "127.0.0.1:7879"
