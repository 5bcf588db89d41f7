"""Who uses and who owns."""

from __future__ import annotations

import pytest

from tests.unit import parts
from tests.unit.recording import Program


def test_sign_in_as_owner_after_the_grant(program: Program) -> None:
    owner = program().of_type("pulumi:providers:snowflake")["owner"]
    assert owner.inputs["role"] == "MILVUS_OWNER_ROLE"
    assert "access-owner-role-to-deployer" in owner.dependencies


def test_refuse_one_role_for_both() -> None:
    with pytest.raises(ValueError, match="role and owner_role are both R; allowed: two roles"):
        parts.access(role="R", owner_role="R")


def test_make_the_ingress_integration_when_asked_alone(program: Program) -> None:
    assert not program().of_type("dynamic/ingress:IngressIntegration")
    assert set(program(ingressIntegration="true").of_type(":IngressIntegration")) == {"access-ingress"}
