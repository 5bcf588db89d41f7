"""The way out, for the service that uses it."""

from __future__ import annotations

import pytest

from components.settings import EgressSettings
from components.sql import Identifier
from tests.unit import parts
from tests.unit.configuration import existing
from tests.unit.recording import Program


def test_wait_for_the_integration_where_a_service_uses_it(program: Program) -> None:
    recording = program()
    grant = "egress-jupyter-owner-on-integration"
    assert grant in recording.named("jupyter-service").dependencies
    assert grant not in recording.named("milvus-service").dependencies
    assert recording.named(grant).inputs["accountRoleName"] == "JUPYTER_OWNER_ROLE"


def test_open_no_host_by_default_but_those_of_models(program: Program) -> None:
    rule = program().only(":NetworkRule").inputs
    assert rule["valueLists"] == ["huggingface.co:443", "cas-bridge.xethub.hf.co:443"]


def test_make_no_way_out_where_no_host_is_named(program: Program) -> None:
    recording = program(egressHosts="")
    assert not [it.name for it in recording.resources if it.name.startswith("egress")]
    assert "externalAccessIntegrations" not in recording.named("jupyter-service").inputs


def test_refuse_a_way_out_to_nowhere() -> None:
    with pytest.raises(ValueError, match="hosts is empty; allowed: one host:port or more"):
        parts.egress()


def test_open_the_hosts_of_the_settings(program: Program) -> None:
    rule = program(egressHosts="example.org:8080").only(":NetworkRule").inputs
    assert (rule["type"], rule["mode"], rule["valueLists"]) == ("HOST_PORT", "EGRESS", ["example.org:8080"])


def test_make_no_rule_for_an_integration_that_is_there(program: Program) -> None:
    recording = program(egressIntegration=existing("HUB"))
    egress = [it.name for it in recording.resources if it.name.startswith("egress-")]
    assert egress == ["egress-jupyter-owner-on-integration"]
    assert recording.named("jupyter-service").inputs["externalAccessIntegrations"] == ["HUB"]


def test_refuse_an_integration_without_a_rule() -> None:
    with pytest.raises(ValueError, match="rule of E is None; allowed: a name"):
        EgressSettings(integration=Identifier("E"), hosts=("example.org",))
