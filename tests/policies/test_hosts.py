"""Services reach named hosts."""

from __future__ import annotations

import pytest

from milvus_policies.hosts import NO_ANY_HOST
from milvus_policies.resources import NETWORK_RULE, UNKNOWN
from tests.policies.made import resource, said

ANY = "0.0.0.0"  # noqa: S104 - what is refused


@pytest.mark.parametrize("value", [ANY, f"{ANY}:443", f"{ANY}/0"])
def test_refuse_any_host(value: str) -> None:
    rule = resource(NETWORK_RULE, "egress-rule", name="ALLOW_ALL_RULE", valueLists=["huggingface.co:443", value])
    (text,) = said(NO_ANY_HOST, rule)
    assert text.startswith(f"network rule ALLOW_ALL_RULE: {value}, which is any host; allowed: host or host:port")
    assert "To do: pulumi config set milvus-spcs:egressHosts" in text


def test_take_hosts() -> None:
    assert said(NO_ANY_HOST, resource(NETWORK_RULE, "one", valueLists=["10.0.0.0:443", UNKNOWN])) == []
    assert said(NO_ANY_HOST, resource(NETWORK_RULE, "one", valueLists=UNKNOWN)) == []
