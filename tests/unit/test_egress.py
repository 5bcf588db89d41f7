"""The way out, for the service that uses it."""

from __future__ import annotations

import pytest

from tests.unit import parts
from tests.unit.recording import Program


def test_wait_for_the_integration_where_a_service_uses_it(program: Program) -> None:
    recording = program()
    assert "egress-owner-on-integration" in recording.named("jupyter-service").dependencies
    assert "egress-owner-on-integration" not in recording.named("milvus-service").dependencies


def test_refuse_a_way_out_to_nowhere() -> None:
    with pytest.raises(ValueError, match="hosts is empty; allowed: one host:port or more"):
        parts.egress()


def test_open_the_hosts_of_the_settings(program: Program) -> None:
    rule = program(egressHosts="example.org:8080").only(":NetworkRule").inputs
    assert (rule["type"], rule["mode"], rule["valueLists"]) == ("HOST_PORT", "EGRESS", ["example.org:8080"])
