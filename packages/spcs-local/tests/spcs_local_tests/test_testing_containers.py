"""An account of a test's own, with containers."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing

import docker
import pytest

from devkit import registry_binary
from devkit.local_account import REGISTRY_VARIABLE
from devkit.paths import Paths
from devkit.testing.waiting import until
from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import PREPARATION, create
from spcs_local_tests.soak.containers import Engine

# as the documentation has a service function's container answer: each row with its number
PROGRAM = """
import http.server, json, os, signal
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        rows = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["data"]
        text = json.dumps({"data": [[number, value.upper()] for number, value in rows]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
    def log_message(self, *_):
        pass
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
server = http.server.HTTPServer(("", 8000), Handler)
print("hello")
server.serve_forever()
"""
SPEC = f"""
spec:
  containers:
    - name: main
      image: /demo/app/repo/image:1
      command: [python3, -u, -c, {json.dumps(PROGRAM)}]
  endpoints:
    - name: shouts
      port: 8000
"""
OWNERS = "WRITE ON IMAGE REPOSITORY DEMO.APP.REPO", "CREATE FUNCTION ON SCHEMA DEMO.APP"
SHOUT = "CREATE FUNCTION SHOUT (TEXT VARCHAR) RETURNS VARCHAR SERVICE = SVC ENDPOINT = shouts AS '/'"


def test_service_runs_and_leaves_nothing(
    spcs_local_factory: Callable[..., RunningAccount], python_image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if binary := registry_binary.find(Paths.of_clone()):
        monkeypatch.setenv(REGISTRY_VARIABLE, str(binary))
    account = spcs_local_factory(adapter="docker", relayImage=python_image)
    with closing(docker.from_env()) as client:
        engine = Engine(client, account.settings.id)
        admin = account.connect()
        run(admin, *PREPARATION, *(f"GRANT {it} TO ROLE OWNER" for it in OWNERS))
        with engine.pushed(python_image, account.registry_host, account.user, account.password):
            assert engine.forget(python_image, account.registry_host) != []  # as on a machine that did not push it
            owner = account.connect(role="OWNER", database="DEMO", schema="APP")
            create(owner, spec=SPEC)
            waited = rows(owner, "CALL SYSTEM$WAIT_FOR_SERVICES(120, 'SVC')")
            assert list(waited[0].values()) == ["OK"]
            log = "CALL SYSTEM$GET_SERVICE_LOGS('SVC', 0, 'main')"
            until(lambda: list(rows(owner, log)[0].values()) == ["hello\n"], "what the container says")
            run(owner, SHOUT)
            answers = rows(owner, "SELECT SHOUT(COLUMN1) AS ANSWER FROM VALUES ('a'), ('b')")
            assert [row["answer"] for row in answers] == ["A", "B"]
            account.stop()
            assert engine.forget(python_image, account.registry_host) == []
        assert engine.services() == {}
        assert engine.parts() == {}
        assert engine.volumes() == []
