"""External access integrations, a preview feature."""

from __future__ import annotations

import pytest

from pulumi_standins.provider.provider import ProviderError
from standins_tests.recording import RecordingSession, Snowflake


def test_create_needs_preview_feature(session: RecordingSession, snowflake: Snowflake) -> None:
    session.features = frozenset()
    with pytest.raises(ProviderError, match="snowflake_external_access_integration_resource"):
        snowflake.create("externalAccessIntegration", {"name": "E", "allowedNetworkRules": ["A.B.C"], "enabled": True})
    assert session.statements == []
