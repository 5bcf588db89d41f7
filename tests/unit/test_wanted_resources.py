"""What a run would create, of the engine's preview and its import file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.engine import Engine, EngineError
from components.wanted_resources import known, wanted_resources

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
GRANT = "urn:pulumi:dev::p::snowflake:index/grantAccountRole:GrantAccountRole::reach"
OWNER = "urn:pulumi:dev::p::pulumi:providers:snowflake::owner"
DEPLOYER = "urn:pulumi:dev::p::pulumi:providers:snowflake::deployer"
SERVICE = "urn:pulumi:dev::p::snowflake:index/service:Service::service"
CONFIG = {"config": {"milvus-spcs:database": "MILVUS_DEMO", "milvus-spcs:password": {"secure": "v1:x"}}}


def state(urn: str, inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"urn": urn, "type": urn.split("::")[2], "inputs": inputs, **more}


STEPS = [
    state(GRANT, {"roleName": "OWNER_ROLE", "parentRoleName": "DEPLOYER"}, provider=f"{DEPLOYER}::id"),
    state(OWNER, {"role": UNKNOWN}, propertyDependencies={"role": [GRANT]}),
    state(SERVICE, {"name": "S", "compute": UNKNOWN}, provider=f"{OWNER}::{UNKNOWN}"),
]
FILE = {
    "nameTable": {"deployer": DEPLOYER},
    "resources": [
        {"type": "p:index:C", "name": "outer", "component": True},
        {"type": "p:index:C", "name": "inner", "component": True, "parent": "outer"},
        {"type": "pulumi:providers:snowflake", "name": "owner", "inputs": {"password": {"ciphertext": "x"}}},
        {"type": "snowflake:index/grantAccountRole:GrantAccountRole", "name": "reach", "provider": "deployer"},
        {"type": "snowflake:index/service:Service", "name": "service", "parent": "inner", "provider": "owner"},
    ],
}
COMPONENTS = [state(f"urn:pulumi:dev::p::p:index:C::{name}", {}) for name in ("outer", "inner")]
# keeps what the engine was called with, and leaves what it would have
SCRIPT = """\
#!/bin/sh
if [ "$1 $2" = "stack export" ]; then cat recorded.json; exit 0; fi
cp "$4" seen.yaml; stat -c %a "$4" > mode
cp file.json "$6"
cat shown.json
exit "$(cat code)"
"""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    (tmp_path / "pulumi").write_text(SCRIPT)
    (tmp_path / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    steps = [{"urn": it["urn"], "newState": it} for it in (*COMPONENTS, *STEPS)]
    recorded = [state(DEPLOYER, {"role": "DEPLOYER"}, id="id")]
    content = {"shown.json": {"steps": steps}, "file.json": FILE, "Pulumi.dev.yaml": CONFIG}
    for name, what in {**content, "recorded.json": {"deployment": {"resources": recorded}}}.items():
        (tmp_path / name).write_text(json.dumps(what))
    (tmp_path / "code").write_text("0")
    return Engine("dev", tmp_path)


def test_roles_are_those_of_providers_in_state_or_file_and_of_grants(engine: Engine) -> None:
    found = wanted_resources(engine, engine.directory / "Pulumi.dev.yaml").resources
    assert {it.spec["name"]: it.role for it in found if it.role} == {
        "reach": "DEPLOYER",
        "owner": "OWNER_ROLE",
        "service": "OWNER_ROLE",
    }


def test_the_file_has_what_is_taken_with_all_that_it_rests_on(engine: Engine) -> None:
    wanted = wanted_resources(engine, engine.directory / "Pulumi.dev.yaml")
    service = next(it for it in wanted.resources if it.spec["name"] == "service")
    content = json.loads(wanted.file([{**service.spec, "id": "S"}]))

    assert [it["name"] for it in content["resources"]] == ["outer", "inner", "owner", "service"]
    assert content["resources"][2]["inputs"] == {"password": {"ciphertext": "x"}, "role": "OWNER_ROLE"}
    assert content["resources"][3]["id"] == "S"
    assert content["nameTable"] == {"deployer": DEPLOYER}


def test_the_preview_looks_for_no_taken_names_and_the_stacks_file_stays(engine: Engine) -> None:
    before = (engine.directory / "Pulumi.dev.yaml").read_text()
    wanted_resources(engine, engine.directory / "Pulumi.dev.yaml")

    seen = yaml.safe_load((engine.directory / "seen.yaml").read_text())
    assert seen == {"config": {**CONFIG["config"], "milvus-spcs:preflight": "false"}}
    assert (engine.directory / "mode").read_text().strip() == "600"
    assert (engine.directory / "Pulumi.dev.yaml").read_text() == before


def test_a_preview_that_fails_says_why(engine: Engine) -> None:
    wrong = [
        {"severity": "warning", "message": "so so"},
        {"severity": "error", "message": "error: 1 setting needs attention\n"},
    ]
    (engine.directory / "shown.json").write_text(json.dumps({"steps": [], "diagnostics": wrong}))
    (engine.directory / "code").write_text("1")
    with pytest.raises(EngineError, match=r"^1 setting needs attention$"):
        wanted_resources(engine, engine.directory / "Pulumi.dev.yaml")


def test_known_leaves_out_what_the_run_tells_and_what_was_filled_in() -> None:
    directory = {"enable": False, "autoRefresh": "default", "__defaults": ["autoRefresh"]}
    assert known({"directory": directory, "path": UNKNOWN, "rules": [{"__defaults": []}]}) == {
        "directory": {"enable": False},
        "rules": [{}],
    }
