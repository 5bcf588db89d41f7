"""A cluster whose object storage and Kafka are outside of the account, in `make soak`: both with TLS of an authority of
their own, reached through the stack's rule alone, and left as they are when the stack is gone.

The tests go through one life of a stack, in their order.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from devkit import docker_api, environment
from devkit.bases.references import BaseImages
from devkit.bench import memory
from devkit.context import Context
from devkit.notebook import Credentials, run_notebook
from devkit.pulumi import Pulumi
from devkit.testing.engine import Engine
from devkit.testing.waiting import until
from tests.stack import clusters, kept, outside
from tests.stack.inside import label, of_the_account
from tests.stack.outside import KAFKA_HOST, KAFKA_PORT, S3_HOST, S3_PORT, USERS, Outside, reaches
from tests.stack.test_cluster import ANSWER, NO_CHANGES
from tests.stack.test_cluster_long import UP

PLACES = ((S3_HOST, S3_PORT), (KAFKA_HOST, KAFKA_PORT))
RULE = "MILVUS_DEMO.PUBLIC.MILVUS_EXTERNAL_RULE"


@pytest.fixture(scope="module")
def life(
    toolchain_context: Context,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Engine, Outside]]:
    """The stack, up, and what it has outside."""
    if not request.config.getoption("--soak"):
        pytest.skip("minutes: `make soak` has it")
    bases: BaseImages = request.getfixturevalue("bases")
    with (
        clusters.configured(toolchain_context, bases, tmp_path_factory.mktemp("cluster")) as engine,
        outside.opened(engine.context, bases, tmp_path_factory.mktemp("outside")) as there,
    ):
        configure(engine, there)
        begun = time.monotonic()
        engine.must(*UP)
        print(f"up: {time.monotonic() - begun:.0f} s")
        yield engine, there


@pytest.fixture
def cluster(life: tuple[Engine, Outside]) -> Engine:
    return life[0]


@pytest.fixture
def there(life: tuple[Engine, Outside]) -> Outside:
    return life[1]


def configure(engine: Engine, there: Outside) -> None:
    """As docs/cluster.md has it."""
    certificates = engine.directory / "images" / "milvus-node" / "certificates"
    for name, authority in there.authorities.items():
        (certificates / name).write_bytes(authority)
    for name, value in there.settings.items():
        engine.must("config", "set", name, value)
    for name, value in there.secrets.items():
        keep(engine, name, value)


def keep(engine: Engine, name: str, value: str) -> None:
    """A setting that nobody may read."""
    Pulumi(engine.context, engine.environment).ask("config", "set", "--secret", name, stdin=value)


def test_the_notebook_answers_without_a_storage_or_kafka_of_the_stack(cluster: Engine) -> None:
    found = clusters.outputs(cluster)
    password = environment.local_secrets(cluster.context.paths).milvus_user_password
    credentials = Credentials(found["user"], password=password)
    assert ANSWER in run_notebook(found["notebookUrl"], credentials, report=lambda _: None)
    with clusters.containers(cluster.context) as running:
        assert running["OBJECTSTORE"] == running["KAFKA"] == []


def test_a_second_up_changes_nothing(cluster: Engine) -> None:
    cluster.must("up", *NO_CHANGES)


def test_what_is_outside_is_reached_through_the_stacks_rule_alone(cluster: Engine) -> None:
    with clusters.containers(cluster.context) as running:
        (node,), (etcd,), (notebook,) = (running[it] for it in ("QUERYNODE", "ETCD", "JUPYTER"))
        assert [reaches(node, *it) for it in PLACES] == [True, True]
        assert [reaches(it, *place) for it in (etcd, notebook) for place in PLACES] == [False] * 4
        with clusters.signed_in(cluster.context, "ACCOUNTADMIN") as connection:
            connection.cursor().execute(f"ALTER NETWORK RULE {RULE} SET VALUE_LIST = ('else.example.org:443')")
        until(lambda: [reaches(node, *it) for it in PLACES] == [False, False], "that the rule is obeyed")
        cluster.must("up", "--yes", "--skip-preview", "--refresh", "--target", "**external-rule")
        until(lambda: [reaches(node, *it) for it in PLACES] == [True, True], "that the rule is there again")


def test_rows_outlast_milvus_and_another_user_of_kafka(
    cluster: Engine, there: Outside, figures: dict[str, Any]
) -> None:
    """Of those in segments, and of those that are in Kafka alone, while no service of Milvus runs."""
    rows, held = kept.rows_of_the_notebook(cluster.context), kept.fill(cluster.context)
    cluster.must("config", "set", "parked", "true")
    cluster.must(*UP)
    with clusters.containers(cluster.context) as running:
        assert not any(running.values())
    cluster.must("config", "rm", "parked")
    cluster.must("config", "set", "kafkaUser", USERS[1])
    keep(cluster, "kafkaPassword", there.passwords[USERS[1]])
    begun = time.monotonic()
    cluster.must(*UP)
    figures["seconds until it is up again"] = round(time.monotonic() - begun)
    assert kept.read(cluster.context) == held
    assert kept.rows_of_the_notebook(cluster.context) == rows != "0"
    used = memory.of_containers(docker_api.containers(label(cluster.context)))
    figures["MiB of its containers"] = sum(used.values())


def test_keys_are_in_no_state_specification_container_log_or_process_list(cluster: Engine, there: Outside) -> None:
    shown = {
        "state": json.dumps(cluster.state()),
        "outputs": json.dumps(clusters.outputs(cluster)),
        "configuration": environment.stack_file(cluster.context.paths).read_text(),
        "preview": cluster.must("preview", "--diff"),
    }
    with of_the_account(cluster.context) as running:
        for it in running:
            parts = json.dumps(it.attrs), it.logs().decode(errors="replace"), json.dumps(it.top(ps_args="auxww"))
            shown |= {str(it.name): "\n".join(parts)}
    assert len(shown) >= 4 + len(clusters.ROLES)
    secrets = there.secret_key, *there.passwords.values()
    assert [where for where, text in shown.items() if any(it in text for it in secrets)] == []


def test_down_leaves_the_bucket_and_nothing_of_the_account(cluster: Engine, there: Outside) -> None:
    objects = there.objects()
    cluster.must("destroy", "--yes", "--skip-preview")
    until(lambda: clusters.left(cluster.context) == [], "that nothing is left")
    with clusters.signed_in(cluster.context, "ACCOUNTADMIN") as connection:
        for kind in ("DATABASES LIKE 'MILVUS_DEMO'", "INTEGRATIONS LIKE 'MILVUS_EXTERNAL%'"):
            assert list(connection.cursor().execute(f"SHOW {kind}") or ()) == []
    assert there.objects() >= objects > 0  # what was in memory is stored at the end
