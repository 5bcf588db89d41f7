"""`snow spcs compute-pool` and `snow spcs service`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from spcs_local_tests.clients.snow import Snow
from spcs_local_tests.running import RunningAccount, rows, run

SPECIFICATION = """
spec:
  containers:
    - name: main
      image: /d/public/repo/image:1
  endpoints:
    - {name: web, port: 8888, public: true}
serviceRoles:
  - {name: readers, endpoints: [web]}
"""


@pytest.fixture
def spec(tmp_path: Path) -> str:
    file = tmp_path / "spec.yaml"
    file.write_text(SPECIFICATION)
    return str(file)


@pytest.fixture
def service(snow: Snow, shared: RunningAccount, spec: str) -> str:
    """A service that runs; one that another test left is taken away first."""
    owner = shared.connect(role="OWNER", database="D", schema="PUBLIC")
    run(owner, "DROP SERVICE IF EXISTS SVC")
    made = snow.answer("spcs service create SVC --compute-pool POOL --spec-path", spec)
    assert made == {"status": "Service SVC successfully created."}
    rows(owner, "CALL SYSTEM$WAIT_FOR_SERVICES(120, 'SVC')")
    return "SVC"


def test_compute_pool_lives(snow: Snow) -> None:
    made = snow.answer("spcs compute-pool create P --family CPU_X64_S --max-nodes 2 --comment", "it's")
    assert made == {"status": "Compute Pool P successfully created."}
    assert [row["name"] for row in snow.answer("spcs compute-pool list --like P")] == ["P"]
    assert "name" in json.loads(snow.answer("spcs compute-pool status P")["SYSTEM$GET_COMPUTE_POOL_STATUS"])
    snow.answer("spcs compute-pool set P --max-nodes 3")
    snow.answer("spcs compute-pool unset P --comment")
    described = snow.answer("spcs compute-pool describe P")[0]
    assert (described["max_nodes"], described["comment"] or "") == (3, "")
    snow.answer("spcs compute-pool suspend P")
    assert snow.answer("spcs compute-pool describe P")[0]["state"] in {"STOPPING", "SUSPENDED"}
    snow.answer("spcs compute-pool resume P")
    assert snow.answer("spcs compute-pool drop P") == [{"status": "P successfully dropped."}]


def test_service_shows_itself(snow: Snow, service: str) -> None:
    assert [row["name"] for row in snow.answer("spcs service list")] == [service]
    assert snow.answer(f"spcs service describe {service}")[0]["status"] == "RUNNING"
    assert [row["status"] for row in snow.answer(f"spcs service status {service}")] == ["READY"]
    assert [row["name"] for row in snow.answer(f"spcs service list-endpoints {service}")] == ["web"]
    assert [row["instance_id"] for row in snow.answer(f"spcs service list-instances {service}")] == ["0"]
    assert [row["container_name"] for row in snow.answer(f"spcs service list-containers {service}")] == ["main"]
    roles = {row["name"].upper() for row in snow.answer(f"spcs service list-roles {service}")}
    assert roles == {"ALL_ENDPOINTS_USAGE", "READERS"}


def test_service_logs_are_printed(snow: Snow, service: str) -> None:
    done = snow.run(*f"spcs service logs {service} --container-name main --instance-id 0".split())
    assert (done.code, done.errors) == (0, "")
    timed = snow.run(*f"spcs service logs {service} --container-name main --instance-id 0 --include-timestamps".split())
    assert (timed.code, timed.errors) == (0, "")
    refused = snow.run(*f"spcs service logs {service} --container-name other --instance-id 0".split())
    assert refused.code == 1


def test_service_suspends_resumes_and_goes(snow: Snow, service: str) -> None:
    snow.answer(f"spcs service suspend {service}")
    assert snow.answer(f"spcs service describe {service}")[0]["status"] in {"SUSPENDING", "SUSPENDED"}
    snow.answer(f"spcs service resume {service}")
    assert snow.answer(f"spcs service describe {service}")[0]["status"] not in {"SUSPENDING", "SUSPENDED"}
    assert snow.answer(f"spcs service drop {service}") == {"status": "SVC successfully dropped."}


def test_service_upgrades_and_changes_properties(snow: Snow, service: str, spec: str) -> None:
    Path(spec).write_text(SPECIFICATION.replace("name: web", "name: site").replace("[web]", "[site]"))
    snow.answer(f"spcs service upgrade {service} --spec-path", spec)
    assert [row["name"] for row in snow.answer(f"spcs service list-endpoints {service}")] == ["site"]
    snow.answer(f"spcs service set {service} --comment kept")
    assert snow.answer(f"spcs service describe {service}")[0]["comment"] == "kept"
    snow.answer(f"spcs service unset {service} --comment")
    assert not snow.answer(f"spcs service describe {service}")[0]["comment"]


def test_job_is_executed(snow: Snow, tmp_path: Path) -> None:
    (tmp_path / "job.yaml").write_text("spec: {containers: [{name: main, image: /d/public/repo/image:1}]}")
    command = f"spcs service execute-job ONCE --compute-pool POOL --spec-path {tmp_path}/job.yaml --comment"
    done = snow.answer(command, "it's once")
    assert done == {"status": "Job ONCE completed successfully with status: DONE."}
    described = snow.answer("spcs service describe ONCE")[0]
    assert (described["status"], described["is_job"], described["is_async_job"]) == ("DONE", "true", "false")
    assert described["comment"] == "it's once"
    logs = snow.run("spcs", "service", "logs", "ONCE", "--container-name", "main", "--instance-id", "0")
    assert (logs.code, logs.errors) == (0, "")
    assert snow.answer("spcs service drop ONCE") == {"status": "ONCE successfully dropped."}


def test_job_is_executed_asynchronously(snow: Snow, tmp_path: Path) -> None:
    (tmp_path / "job.yaml").write_text("spec: {containers: [{name: main, image: /d/public/repo/image:1}]}")
    command = f"spcs service execute-job LATER --compute-pool POOL --spec-path {tmp_path}/job.yaml --async --replicas 2"
    assert snow.answer(command) == {"status": "Started Snowpark Container Services Job 'LATER'."}
    assert [row["name"] for row in snow.answer("spcs service list --like LATER")] == ["LATER"]
    snow.answer("spcs service drop LATER")


def test_stop_all_drops_the_services(snow: Snow, service: str) -> None:
    snow.answer("spcs compute-pool stop-all POOL")
    assert service not in {row["name"] for row in snow.answer("spcs service list")}


PROJECT = """
definition_version: 2
entities:
  pool:
    type: compute-pool
    identifier: DEPLOYED_POOL
    instance_family: CPU_X64_S
  repository:
    type: image-repository
    identifier: DEPLOYED_REPO
  service:
    type: service
    identifier: DEPLOYED
    stage: DEPLOYED_STAGE
    compute_pool: DEPLOYED_POOL
    spec_file: spec.yaml
    min_instances: 1
    max_instances: 1
    comment: it's deployed
    artifacts: [spec.yaml]
"""


@pytest.fixture
def deployed(snow: Snow, shared: RunningAccount, spec: str) -> Iterator[list[str]]:
    """What the project's first deployment says; nothing of it is left in the end."""
    project = Path(spec).parent
    (project / "snowflake.yml").write_text(PROJECT)
    commands = ("compute-pool deploy", "image-repository deploy", "service deploy")
    yield [snow.answer(f"spcs {command}", cwd=project)["status"] for command in commands]
    run(
        shared.connect(role="OWNER", database="D", schema="PUBLIC"),
        "ALTER COMPUTE POOL IF EXISTS DEPLOYED_POOL STOP ALL",
        "DROP COMPUTE POOL IF EXISTS DEPLOYED_POOL",
        "DROP IMAGE REPOSITORY IF EXISTS DEPLOYED_REPO",
        "DROP STAGE IF EXISTS DEPLOYED_STAGE",
    )


def test_deploy_makes_what_the_project_names(snow: Snow, deployed: list[str]) -> None:
    assert deployed == [
        "Compute Pool DEPLOYED_POOL successfully created.",
        "Image Repository DEPLOYED_REPO successfully created.",
        "Service DEPLOYED successfully created.",
    ]
    assert [row["name"] for row in snow.answer("stage list-files DEPLOYED_STAGE")] == ["deployed_stage/spec.yaml"]
    assert snow.answer("spcs service describe DEPLOYED")[0]["comment"] == "it's deployed"


@pytest.mark.usefixtures("deployed")
def test_deploy_upgrades_what_is_there(snow: Snow, spec: str) -> None:
    project = Path(spec).parent
    (project / "snowflake.yml").write_text(PROJECT.replace("it's deployed", "upgraded"))
    Path(spec).write_text(SPECIFICATION.replace("name: web", "name: site").replace("[web]", "[site]"))
    snow.answer("spcs service deploy --upgrade", cwd=project)
    assert [row["name"] for row in snow.answer("spcs service list-endpoints DEPLOYED")] == ["site"]
    assert snow.answer("spcs service describe DEPLOYED")[0]["comment"] == "upgraded"
    snow.answer("spcs service drop DEPLOYED")
