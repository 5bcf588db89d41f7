"""External access integrations, which the plugin calls a preview feature."""

from __future__ import annotations

from pulumi_standins.provider.provider import ProviderError, State
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake.objects import COMMENT, DESCRIBED, FULL_NAME, ObjectType
from pulumi_standins.snowflake.properties import BOOLEAN, NAMES, Property
from pulumi_standins.snowflake.resource import Session
from pulumi_standins.snowflake.sql import Name

EXTERNAL_ACCESS_FEATURE = "snowflake_external_access_integration_resource"


def external_access_integration() -> ExternalAccessIntegration:
    return ExternalAccessIntegration(
        "externalAccessIntegration",
        "EXTERNAL ACCESS INTEGRATION",
        1,
        Property(
            "allowedNetworkRules", NAMES, required=True, column="allowed_network_rules", shown=False, described=True
        ),
        Property("enabled", BOOLEAN, required=True, column="enabled"),
        COMMENT,
        describes=True,
        named_outputs=(FULL_NAME,),
    )


class ExternalAccessIntegration(ObjectType):
    def shown(self, session: Session, name: Name) -> Properties:
        shown = super().shown(session, name)
        shown[DESCRIBED][0]["id"] = name.last
        return shown

    def create(self, session: Session, inputs: Properties) -> State:
        if not session.has_preview_feature(EXTERNAL_ACCESS_FEATURE):
            raise ProviderError(
                f"{self.token} is a preview feature: add {EXTERNAL_ACCESS_FEATURE} to the provider's "
                "previewFeaturesEnabled"
            )
        return super().create(session, inputs)
