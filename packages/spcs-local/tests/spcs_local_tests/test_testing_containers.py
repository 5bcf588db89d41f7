"""An account of a test's own, with containers."""

from __future__ import annotations

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

SPEC = """
spec:
  containers:
    - name: main
      image: /demo/app/repo/image:1
      command: [python3, -u, -c, "import signal; print('hello'); signal.pause()"]
"""


def test_service_runs_and_leaves_nothing(
    spcs_local_factory: Callable[..., RunningAccount], python_image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if binary := registry_binary.find(Paths.of_clone()):
        monkeypatch.setenv(REGISTRY_VARIABLE, str(binary))
    account = spcs_local_factory(adapter="docker", relayImage=python_image)
    with closing(docker.from_env()) as client:
        engine = Engine(client, account.settings.id)
        admin = account.connect()
        run(admin, *PREPARATION, "GRANT WRITE ON IMAGE REPOSITORY DEMO.APP.REPO TO ROLE OWNER")
        with engine.pushed(python_image, account.registry_host, account.user, account.password):
            assert engine.forget(python_image, account.registry_host) != []  # as on a machine that did not push it
            owner = account.connect(role="OWNER", database="DEMO", schema="APP")
            create(owner, spec=SPEC)
            waited = rows(owner, "CALL SYSTEM$WAIT_FOR_SERVICES(120, 'SVC')")
            assert list(waited[0].values()) == ["OK"]
            log = "CALL SYSTEM$GET_SERVICE_LOGS('SVC', 0, 'main')"
            until(lambda: list(rows(owner, log)[0].values()) == ["hello\n"], "what the container says")
            account.stop()
            assert engine.forget(python_image, account.registry_host) == []
        assert engine.services() == {}
        assert engine.parts() == {}
        assert engine.volumes() == []
