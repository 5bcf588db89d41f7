"""The plugin on PATH under the engine: imports of every type, updates and replacements of pools and services."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from devkit.testing.engine import Engine
from spcs_local_tests.running import RunningAccount
from standins_tests.conformance import exchange
from standins_tests.conformance.conftest import Account, plugin_on_path, settings
from standins_tests.conformance.scenario import Scenario, types

PROGRAM = """
import json, pulumi
settings = json.loads(pulumi.Config().require("settings"))
pulumi.CustomResource(settings["type"], "it", settings["inputs"])
"""
# there is no application to make a pool for
NOT_MADE = ({"forApplication": "A"},)
WORDS = {"DIFF_SOME": "1 updated", "DIFF_NONE": "2 unchanged"}


@dataclass(frozen=True)
class Stack:
    """One resource, with the provider that the engine makes by itself."""

    engine: Engine
    scenario: Scenario

    @classmethod
    def of(cls, engine: Engine, scenario: Scenario, running: RunningAccount) -> Stack:
        (engine.directory / "__main__.py").write_text(PROGRAM)
        given = {name: value for name, value in settings(running, scenario).items() if name != "version"}
        # key=value: a random password may begin with a hyphen
        pairs = [part for name, value in given.items() for part in ("--secret", f"snowflake:{name}={value}")]
        engine.must("config", "set-all", *pairs)
        return cls(engine, scenario)

    def up(self, inputs: dict[str, Any]) -> str:
        content = json.dumps({"type": self.scenario.token, "inputs": inputs})
        self.engine.must("config", "set", "--secret", "settings", content)
        return self.engine.must("up", "--yes", "--skip-preview")

    def id(self) -> str:
        resources = self.engine.state()["resources"]
        return str(next(one["id"] for one in resources if one["type"] == self.scenario.token))


def created(scenario: Scenario) -> dict[str, Any]:
    return next(dict(step.value) for step in scenario.numbered() if step.what == "create")


if plugin_on_path() is not None:

    @pytest.mark.parametrize("type_", [name for name in types() if name != "execute"])
    def test_import_takes_what_is_there(type_: str, account: Account, bare_engine: Engine) -> None:
        scenario = Scenario.load(type_)
        stack = Stack.of(bare_engine, scenario, account(scenario))
        assert "created" in stack.up(created(scenario))
        assert "2 unchanged" in stack.up(created(scenario))
        id_ = stack.id()
        urn = f"urn:pulumi:local::milvus-spcs::{scenario.token}::it"
        bare_engine.must("state", "delete", urn, "--yes")

        imported = bare_engine.must(
            "import", scenario.token, "it", id_, "--yes", "--skip-preview", "--generate-code=false", "--protect=false"
        )

        assert "1 imported" in imported
        assert stack.id() == id_
        bare_engine.must("destroy", "--yes", "--skip-preview")

    @pytest.mark.parametrize("type_", ["computePool", "service"])
    def test_each_change_does_as_recorded(type_: str, account: Account, bare_engine: Engine) -> None:
        scenario = Scenario.load(type_)
        recorded = {one.step: one.answer for one in exchange.load(type_) if one.method == "Diff"}
        stack = Stack.of(bare_engine, scenario, account(scenario))
        inputs = created(scenario)
        stack.up(inputs)
        for step in scenario.numbered():
            if step.what == "outside":
                break
            if step.what in ("update", "replace") and step.value not in NOT_MADE:
                changed = {key: item for key, item in {**inputs, **step.value}.items() if item is not None}
                output = stack.up(changed)
                expected = "1 replaced" if step.what == "replace" else WORDS[recorded[step.name]["changes"]]
                assert expected in output, step.name
                inputs = changed
        assert "2 unchanged" in stack.up(inputs)
        bare_engine.must("destroy", "--yes", "--skip-preview")
