"""Docker's own client at the stack's registry, and both versions of the connector inside one of its containers."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docker
import pytest
from docker.models.containers import Container

from devkit import clients, environment
from devkit.context import Context
from devkit.local_account import Account
from devkit.paths import Paths
from devkit.service_user.making import Site
from devkit.testing.engine import Engine
from spcs_local.testing import TokenIssuer
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
    variables: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, stdin: bytes = b"") -> tuple[int, str]:
        """Exit status and all that is printed."""
        done = subprocess.run(
            ["docker", *arguments],
            env={**os.environ, **self.variables, "DOCKER_CONFIG": str(self.configuration)},
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


Ways = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def ways(engine: Engine, up: dict[str, Any], stack_clone: Context, stack_account: Account) -> Ways:
    """Variables of who may push, by the way to sign in, and of MILVUS_USER, who may not."""
    administrator = environment.account_variables(stack_clone, stack_account)
    names = [name for name in engine.environment if name.startswith("SNOWFLAKE_")]
    deployer = {name: engine.environment[name] for name in names}
    place = {name: value for name, value in deployer.items() if name not in ("SNOWFLAKE_PRIVATE_KEY",)}
    with Site(administrator).signed_in() as opened, opened.cursor() as cursor:
        role = f"ROLE_RESTRICTION = '{deployer['SNOWFLAKE_ROLE']}'"
        statement = f"ALTER USER {deployer['SNOWFLAKE_USER']} ADD PROGRAMMATIC ACCESS TOKEN FOR_HELPER {role}"
        ((_, token),) = cursor.execute(statement).fetchall()
    password = environment.local_secrets(stack_clone.paths).milvus_user_password
    user = {"SNOWFLAKE_USER": up["user"], "SNOWFLAKE_ROLE": up["role"], "SNOWFLAKE_PASSWORD": password}
    return {
        "password": administrator,
        "key": deployer,
        "token": {**place, "SNOWFLAKE_AUTHENTICATOR": "PROGRAMMATIC_ACCESS_TOKEN", "SNOWFLAKE_TOKEN": str(token)},
        "nobody": {**place, "SNOWFLAKE_AUTHENTICATOR": "SNOWFLAKE", **user},
    }


@pytest.fixture
def helped(docker_client: DockerClient, engine: Engine, stack_account: Account, ways: Ways) -> DockerClient:
    """The client with the helper in its configuration, as `make registry-login` leaves it."""
    runtime = str(docker_client.configuration / "run")
    found = replace(docker_client, variables={"PATH": engine.environment["PATH"], "XDG_RUNTIME_DIR": runtime})
    registry_login(found, stack_account, ways["key"])
    return found


def registry_login(client: DockerClient, account: Account, variables: Mapping[str, str]) -> None:
    line = [sys.executable, "-m", "components.registry_login", "--registry-host", account.registry_host]
    own = {name: value for name, value in os.environ.items() if not name.startswith("SNOWFLAKE_")}
    given = {**own, **client.variables, **variables, "DOCKER_CONFIG": str(client.configuration)}
    subprocess.run(line, cwd=Paths.of_clone().root, env=given, check=True)


@pytest.mark.parametrize("way", ["password", "key", "token"])
def test_docker_pushes_and_pulls_by_the_credential_helper(
    helped: DockerClient, image: str, ways: Ways, way: str
) -> None:
    signed_in = replace(helped, variables={**helped.variables, **ways[way]})
    code, printed = signed_in.run("push", image)
    assert code == 0, printed
    assert signed_in.run("rmi", image)[0] == 0
    code, printed = signed_in.run("pull", image)
    assert code == 0, printed
    assert "auths" not in json.loads((helped.configuration / "config.json").read_text())


def test_docker_pushes_when_the_token_of_a_job_is_worth_nothing_any_more(
    helped: DockerClient, image: str, ways: Ways, stack_account: Account
) -> None:
    deployer = ways["key"]["SNOWFLAKE_USER"]
    kept = {name: value for name, value in ways["key"].items() if name != "SNOWFLAKE_PRIVATE_KEY"}
    identity = {"SNOWFLAKE_AUTHENTICATOR": "WORKLOAD_IDENTITY", "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER": "OIDC"}
    # else the driver sends such tokens to Snowflake alone
    job = {**kept, **identity, "SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES": "127.0.0.1"}
    with Site(ways["password"]).signed_in() as opened, opened.cursor() as administrator:
        with TokenIssuer() as issuer:
            what = f"(TYPE = OIDC ISSUER = '{issuer.url}' SUBJECT = 'job')"
            administrator.execute(f"ALTER USER {deployer} SET WORKLOAD_IDENTITY = {what}")
            registry_login(helped, stack_account, {**job, "SNOWFLAKE_TOKEN": issuer.token("job")})
        administrator.execute(f"ALTER USER {deployer} UNSET WORKLOAD_IDENTITY")
    variables = {**helped.variables, **job, "SNOWFLAKE_TOKEN": "expired"}
    code, printed = replace(helped, variables=variables).run("push", image)
    assert code == 0, printed


def test_dockers_library_pushes_and_pulls_by_the_credential_helper(
    helped: DockerClient, image: str, ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**helped.variables, **ways["key"], "DOCKER_CONFIG": str(helped.configuration)}.items():
        monkeypatch.setenv(name, value)
    repository, _, tag = image.rpartition(":")
    with closing(docker.from_env()) as client:
        messages = list(client.api.push(repository, tag=tag, stream=True, decode=True))
        assert [it["aux"]["Tag"] for it in messages if "aux" in it] == [tag], messages
        client.images.remove(image)
        assert client.images.pull(repository, tag=tag).tags == [image]


def test_docker_says_that_who_signs_in_may_not_push(helped: DockerClient, image: str, ways: Ways) -> None:
    code, printed = replace(helped, variables={**helped.variables, **ways["nobody"]}).run("push", image)
    assert code == 1
    assert "denied: requested access to the resource is denied" in printed


def test_docker_says_what_the_helper_says(helped: DockerClient, image: str, ways: Ways) -> None:
    wrong = {**ways["password"], "SNOWFLAKE_PASSWORD": "wrong one"}
    code, printed = replace(helped, variables={**helped.variables, **wrong}).run("push", image)
    assert code == 1
    assert "docker-credential-milvus-spcs: " in printed
    assert "Incorrect username or password was specified." in printed
    assert "wrong one" not in printed


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
    if not python.exists():
        pytest.skip("no connector 4 in the cache: `make test` installs it")
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
