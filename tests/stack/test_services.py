"""Services that the stack's configuration adds come up, answer and go again; no Python is edited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from devkit import environment
from devkit.notebook.site import Credentials, Site
from devkit.testing.engine import Engine
from devkit.testing.waiting import PATIENCE
from tests.stack.inside import CONNECT, container, told

# of the notebook's image, which is there
SPECIFICATION = """\
spec:
  containers:
    - name: hello
      image: ${image}
      command: ["python", "-m", "http.server", "--directory", "/tmp", "${port}"]
      readinessProbe:
        port: ${port}
        path: /
  endpoints:
    - name: web
      port: ${port}
      protocol: HTTP
      public: true
"""
ASKED_FOR = {
    "services.hello.like": "jupyter",
    "services.hello.specification": "hello",
    "services.hello.placeholders.port": "8000",
    "services.hello.mayEnter[0]": "users",
    "services.second.like": "milvus",
    "services.second.name": "MILVUS_2",
    "services.second.placeholders.volume_gi": "2",
    "services.second.pool": "second",
    "pools.second.instanceFamily": "CPU_X64_S",
}
# two dimensions, where the notebook's in the first one has many
ASK_MILVUS = f"""{CONNECT}
client = connect("milvus-2")
print(client.list_collections())
client.create_collection("demo_collection", dimension=2)
client.insert("demo_collection", [{{"id": 1, "vector": [1.0, 0.0]}}, {{"id": 2, "vector": [0.0, 1.0]}}])
[[nearest]] = client.search("demo_collection", [[0.1, 0.9]], limit=1, consistency_level="Strong")
print(nearest["id"], client.list_collections())
first = connect()
fields = first.describe_collection("demo_collection")["fields"] if first.has_collection("demo_collection") else []
print([it for it in fields if it["params"].get("dim") == 2])
"""


@pytest.fixture(scope="module")
def asked_for(up: dict[str, Any], engine: Engine) -> Iterator[dict[str, Any]]:
    """The outputs with a third service and a second Milvus, which are gone in the end whatever happens."""
    assert {"hello", "second"}.isdisjoint(up)
    (engine.directory / "specs" / "hello.yaml").write_text(SPECIFICATION)
    for path, value in ASKED_FOR.items():
        engine.must("config", "set", "--path", f"milvus-spcs:{path}", value)
    engine.must("up", "--yes", "--skip-preview")
    yield outputs(engine)
    give_up(engine)


def give_up(engine: Engine) -> str:
    """What the engine says of the stack without them."""
    for table in ("services", "pools"):
        engine.must("config", "rm", f"milvus-spcs:{table}")
    return engine.must("up", "--yes", "--skip-preview")


def outputs(engine: Engine) -> dict[str, Any]:
    return dict(json.loads(engine.must("stack", "output", "--json")))


def test_both_are_ready_and_nothing_else_has_changed(asked_for: dict[str, Any], up: dict[str, Any]) -> None:
    assert (asked_for["hello"]["status"], asked_for["second"]["status"]) == ("RUNNING", "RUNNING")
    assert asked_for["second"]["image"] == asked_for["milvus"]["image"]
    # these tell of all services together
    assert asked_for["states"] == f"{up['states']}, HELLO RUNNING, MILVUS_2 RUNNING"
    assert {key: asked_for["images"][key] for key in up["images"]} == up["images"]
    costs = [it["costPerHour"] for it in (up, asked_for)]
    assert costs == ["0.22 credits for 2 nodes of CPU_X64_S", "0.33 credits for 3 nodes of CPU_X64_S"]
    others = up.keys() - {"states", "images", "costPerHour"}
    assert {name: asked_for[name] for name in others} == {name: up[name] for name in others}


@pytest.mark.usefixtures("asked_for")
def test_second_up_changes_nothing(engine: Engine) -> None:
    engine.must("up", "--skip-preview", "--yes", "--expect-no-changes")


def test_third_service_answers_who_may_enter(asked_for: dict[str, Any], engine: Engine) -> None:
    password = environment.local_secrets(engine.context.paths).milvus_user_password
    site = Site(asked_for["helloUrl"], Credentials(asked_for["user"], password=password))
    try:
        site.sign_in(PATIENCE)
        assert "Directory listing for /" in site.request("GET", "/").text
    finally:
        site.close()


@pytest.mark.usefixtures("asked_for")
def test_second_milvus_answers_and_shares_nothing_with_the_first(engine: Engine) -> None:
    with container(engine.context, "jupyter") as notebook:
        assert told(notebook, ASK_MILVUS) == ["[]", "2 ['demo_collection']", "[]"]


@pytest.mark.usefixtures("asked_for")
def test_both_go_when_the_configuration_no_longer_has_them(engine: Engine) -> None:
    assert "14 deleted" in give_up(engine)
    assert {"hello", "second"}.isdisjoint(outputs(engine))
    engine.must("up", "--skip-preview", "--yes", "--expect-no-changes")
