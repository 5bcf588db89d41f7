"""External access integrations, which the plugin calls a preview feature."""

from __future__ import annotations

from collections.abc import Callable

from pulumi_standins.provider.provider import ProviderError, State
from pulumi_standins.provider.values import Properties
from pulumi_standins.snowflake.objects import COMMENT, DESCRIBED, FULL_NAME, ObjectType
from pulumi_standins.snowflake.properties import BOOLEAN, NAMES, Kind, Property
from pulumi_standins.snowflake.resource import Session
from pulumi_standins.snowflake.sql import Name

_API, _AUTHENTICATION = "allowed_api_authentication_integrations", "allowed_authentication_secrets"
EXTERNAL_ACCESS_FEATURE = "snowflake_external_access_integration_resource"


def _read_integrations(found: list[str]) -> Properties | None:
    return {"integrations": found, "none": False} if found else None


def _read_secrets(found: list[str]) -> Properties | None:
    is_all = found == ["ALL"]
    return {"all": is_all, "none": False, "secrets": [] if is_all else found} if found else None


def _taken_away(read: Callable[[list[str]], Properties | None]) -> Kind:
    """Seen, and taken away again where somebody else has set it."""
    return Kind("nothing: the stand-in does not set it", lambda value: value in ({}, None), str, read=read, zero=None)


_INTEGRATIONS, _SECRETS = _taken_away(_read_integrations), _taken_away(_read_secrets)


def external_access_integration() -> ExternalAccessIntegration:
    return ExternalAccessIntegration(
        "externalAccessIntegration",
        "EXTERNAL ACCESS INTEGRATION",
        1,
        Property(
            "allowedNetworkRules", NAMES, required=True, column="allowed_network_rules", shown=False, described=True
        ),
        Property("enabled", BOOLEAN, required=True, column="enabled"),
        Property("allowedApiAuthenticationIntegrations", _INTEGRATIONS, column=_API, shown=False),
        Property("allowedAuthenticationSecrets", _SECRETS, column=_AUTHENTICATION, shown=False),
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
