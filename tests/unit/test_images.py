"""Where images are pushed to, and when."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pytest

from components.images import ServiceImageArgs, checked_server
from components.secret import Secret
from components.settings import Registry
from tests.unit.recording import Account, Program, configure, record, run_program


def test_push_after_the_repository_exists(program: Program) -> None:
    images = program().of_type("docker:index/image:Image").values()
    assert all("storage-repository" in image.dependencies for image in images)


def test_look_for_what_is_pushed_as_the_role_that_owns_the_repository(program: Program) -> None:
    recording = program()
    looked_for = recording.of_type(":PushedImage")["jupyter-pushed"].inputs
    name = recording.named("jupyter-image").inputs["imageName"]
    assert name.endswith(f"/milvus_demo/public/milvus_repo/{looked_for['image']}:{looked_for['tag']}")
    names = ("database", "schema", "repository", "role")
    assert [looked_for[key] for key in names] == ["MILVUS_DEMO", "PUBLIC", "MILVUS_REPO", "DEPLOYER_ROLE"]
    assert "jupyter-pushed" in recording.named("jupyter-image").dependencies


def test_roll_a_service_for_what_was_pushed_and_no_other(program: Program) -> None:
    rolled = program().of_type(":Rollout")
    assert all(f"{name.removesuffix('-rollout')}-image" in it.dependencies for name, it in rolled.items())


def test_refuse_a_registry_that_is_not_the_repositorys() -> None:
    configure()
    other = Account("127.0.0.1:5000")
    with pytest.raises(pulumi.RunError, match=r"config set milvus-spcs:registryHost 127\.0\.0\.1:5000"):
        record(run_program, other)


def test_refuse_an_image_without_a_dockerfile(program: Program, project: Path) -> None:
    (project / "images" / "jupyter" / "Dockerfile").unlink()
    with pytest.raises(pulumi.RunError, match="images/jupyter holds no Dockerfile; it has to"):
        program()


def test_refuse_a_context_without_a_dockerfile(tmp_path: Path) -> None:
    with pytest.raises(pulumi.RunError, match="nothing holds no Dockerfile; it has to"):
        ServiceImageArgs(
            image="nothing",
            build_args={},
            registry=Registry(host="h", user="u", password=Secret("p")),
            database="D",
            schema="S",
            repository="R",
            role="STORER",
            repository_path="d/s/r",
            repository_url="h/d/s/r",
            docker=None,
            images=tmp_path,
        )


def test_register_nothing_without_a_dockerfile(project: Path) -> None:
    (project / "images" / "jupyter" / "Dockerfile").unlink()
    configure()

    def build() -> None:
        with pytest.raises(pulumi.RunError, match="images/jupyter holds no Dockerfile"):
            run_program()

    assert record(build).resources == []


def test_server_is_the_host_of_the_repository() -> None:
    url = "127.0.0.1:7879/d/s/r"
    assert checked_server(url, url) == "127.0.0.1:7879"
