"""Docker's own client at the stack's registry, and both versions of the connector inside one of its containers."""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docker.models.containers import Container

from devkit import clients, environment
from devkit.context import Context
from devkit.local_account import Account
from spcs_local_tests.clients.snow import Snow
from tests.stack.inside import container, told

REPOSITORY = "milvus_demo/public/milvus_repo"
CONNECT = """
import os, pathlib, snowflake.connector
connection = snowflake.connector.connect(
    host=os.environ["SNOWFLAKE_HOST"],
    account=os.environ["SNOWFLAKE_ACCOUNT"], authenticator="oauth",
    token=pathlib.Path("/snowflake/session/token").read_text(),
    database=os.environ["SNOWFLAKE_DATABASE"], schema=os.environ["SNOWFLAKE_SCHEMA"],
)
def run(statement):
    return connection.cursor().execute(statement).fetchall()
print(snowflake.connector.__version__[0], *run("SELECT CURRENT_USER(), CURRENT_ROLE()")[0])
"""
TRANSFER = """
home = pathlib.Path("/tmp/transfer")
home.mkdir(exist_ok=True)
(home / "up.txt").write_text("from inside")
print(run("PUT file:///tmp/transfer/up.txt @FILES/inside AUTO_COMPRESS = FALSE OVERWRITE = TRUE")[0][6])
(home / "up.txt").unlink()
print(run("GET @FILES/inside/up.txt file:///tmp/transfer/")[0][2], (home / "up.txt").read_text())
print(run("REMOVE @FILES/inside")[0][1])
connection.close()
"""
TRANSFERRED = ["UPLOADED", "DOWNLOADED from inside", "removed"]
LEFT_OUT = re.compile(r"/(pip|setuptools|__pycache__)(/|$)|/botocore/data/\w")  # large, and never asked for


@dataclass(frozen=True)
class DockerClient:
    """The `docker` program with a configuration of its own, and what it says."""

    configuration: Path

    def run(self, *arguments: str, stdin: bytes = b"") -> tuple[int, str]:
        """Exit status and all that is printed."""
        done = subprocess.run(
            ["docker", *arguments],
            env={**os.environ, "DOCKER_CONFIG": str(self.configuration)},
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.returncode, done.stdout.decode()


@pytest.fixture
def docker_client(tmp_path: Path) -> DockerClient:
    """Signed in nowhere."""
    return DockerClient(tmp_path)


@pytest.fixture
def image(stack_account: Account, docker_client: DockerClient) -> Iterator[str]:
    """A small image, tagged for the stack's repository."""
    reference = f"127.0.0.1:{stack_account.registry_port}/{REPOSITORY}/small:1"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("nothing"))
    code, printed = docker_client.run("import", "-", reference, stdin=packed.getvalue())
    assert code == 0, printed
    yield reference
    docker_client.run("rmi", reference)


@pytest.fixture(scope="module")
def snow(
    stack_account: Account, toolchain_context: Context, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Snow]:
    """`snow` as the administrator."""
    if not clients.SNOW.python(toolchain_context.paths).exists():
        pytest.skip("no snow CLI in the cache: `make test` installs it")
    running: Any = SimpleNamespace(password=stack_account.password, port=stack_account.account_port)
    made = Snow(running, tmp_path_factory.mktemp("snow"))
    yield made
    made.close()


@pytest.mark.usefixtures("up")
def test_docker_pushes_after_snow_has_signed_it_in(snow: Snow, docker_client: DockerClient, image: str) -> None:
    configured = {"DOCKER_CONFIG": str(docker_client.configuration)}
    assert docker_client.run("push", image)[0] == 1
    signed_in = snow.answer("spcs image-registry login", **configured)
    assert "Login Succeeded" in signed_in["message"]
    code, printed = docker_client.run("push", image)
    assert code == 0, printed
    listed = snow.answer("spcs image-repository list-images MILVUS_DEMO.PUBLIC.MILVUS_REPO")
    assert ("small", "1") in {(row["image_name"], row["tags"]) for row in listed}


@pytest.mark.usefixtures("up")
def test_docker_signs_in_with_an_access_token(
    stack_account: Account, snow: Snow, docker_client: DockerClient, image: str
) -> None:
    host = image.partition("/")[0]
    made = snow.answer("sql -q", f"ALTER USER {stack_account.user} ADD PROGRAMMATIC ACCESS TOKEN FOR_DOCKER")
    token = made[0]["token_secret"].encode()
    login = ("login", "--username", stack_account.user, "--password-stdin", host)
    code, printed = docker_client.run(*login, stdin=b"wrong")
    assert code == 1
    assert "Incorrect username or password was specified." in printed
    code, printed = docker_client.run(*login, stdin=token)
    assert code == 0, printed
    assert docker_client.run("push", image)[0] == 0
    snow.answer("sql -q", f"ALTER USER {stack_account.user} REMOVE PROGRAMMATIC ACCESS TOKEN FOR_DOCKER")
    assert docker_client.run("push", image)[0] == 1


@pytest.mark.usefixtures("up")
def test_docker_pushes_for_nobody_without_the_privilege(
    stack_clone: Context, docker_client: DockerClient, image: str
) -> None:
    password = environment.local_secrets(stack_clone.paths).milvus_user_password
    login = ("login", "--username", "MILVUS_USER", "--password-stdin", image.partition("/")[0])
    assert docker_client.run(*login, stdin=password.encode())[0] == 0
    code, printed = docker_client.run("push", image)
    assert code == 1
    assert "denied" in printed


@pytest.fixture
def notebook(up: dict[str, Any], stack_clone: Context) -> Iterator[Container]:
    """The container of the JUPYTER service, which has the connector in it."""
    assert up["jupyter"]["status"] == "RUNNING"
    with container(stack_clone, "jupyter") as found:
        yield found


def test_connector_5_works_inside_a_service(notebook: Container) -> None:
    assert told(notebook, CONNECT + TRANSFER) == ["5 JUPYTER JUPYTER_OWNER_ROLE", *TRANSFERRED]


def test_connector_4_works_inside_a_service(notebook: Container, toolchain_context: Context) -> None:
    python = clients.CONNECTOR.python(toolchain_context.paths)
    packed = io.BytesIO()
    (packages,) = python.parents[1].glob("lib/python3.*/site-packages")
    inside = told(notebook, "import sys; print('python%d.%d' % sys.version_info[:2])")[0]
    if packages.parent.name != inside:
        pytest.skip(f"the environment of connector 4 is of {packages.parent.name}, the container has {inside}")
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(packages, "connector4", filter=readable)
    notebook.put_archive("/tmp", packed.getvalue())
    assert told(notebook, CONNECT + TRANSFER, "/tmp/connector4") == ["4 JUPYTER JUPYTER_OWNER_ROLE", *TRANSFERRED]


def readable(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """What goes along: set-up makes environments that their owner alone may read, and the container runs as another."""
    entry.mode |= 0o555
    return None if LEFT_OUT.search(entry.name) else entry
