"""Sign-in with an access token of another authorization server. https://docs.snowflake.com/en/user-guide/oauth-ext-overview"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from spcs_local.errors import OtherUserError, SignInFailedError
from spcs_local.model.grants import Grants
from spcs_local.model.identifiers import fold
from spcs_local.model.issued_tokens import TokenExpiredError, TokenRefusedError, Written, read, verified
from spcs_local.model.issuer_documents import IssuerError
from spcs_local.model.logins import by_email, by_login, enabled, names
from spcs_local.model.objects import Objects, StoredObject
from spcs_local.model.signing_keys import Keys, SigningKeys, given_key, published
from spcs_local.model.system_roles import PUBLIC

SECURITY_INTEGRATION = "SECURITY INTEGRATION"
EXTERNAL_OAUTH = "EXTERNAL_OAUTH"
USE_ANY_ROLE = "USE_ANY_ROLE"
# in every list of blocked roles, unless a list of allowed ones names them
PRIVILEGED = ("ACCOUNTADMIN", "ORGADMIN", "GLOBALORGADMIN", "SECURITYADMIN")
_ANY_ROLE, _ROLE = "session:role-any", "session:role:"
_LOG = logging.getLogger(__name__)
_FINDERS: Mapping[str, Callable[[Objects, str], StoredObject | None]] = {
    "LOGIN_NAME": by_login,
    "EMAIL_ADDRESS": by_email,
}


@dataclass(frozen=True)
class Admitted:
    """Whom a token signs in: as which role, and whether the session has that alone."""

    user: StoredObject
    role: str
    restricted: bool


class ExternalOAuth:
    """Asks the security integration of the token's issuer."""

    def __init__(
        self,
        objects: Objects,
        grants: Grants,
        keys: SigningKeys,
        account: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._objects = objects
        self._grants = grants
        self._keys = keys
        host = f"{account.lower()}.snowflakecomputing.com"
        self._audiences = (f"https://{host}", host)
        self._clock = clock

    def admit(self, token: str, login: str = "", role: str | None = None) -> Admitted | None:
        """The user of a token whose issuer has an integration; None of any other token."""
        try:
            written = read(token)
        except TokenRefusedError:
            return None
        integration = of_issuer(self._objects, written.issuer)
        if integration is None:
            return None
        if not integration["ENABLED"]:
            # the sentence is Snowflake's; no public source has its number
            raise SignInFailedError("OAuth Authz Server Integration is not enabled.", 390303)
        claims = self._verified(integration, written)
        user = self._user(integration, claims)
        if login and not names(login, user):
            raise OtherUserError
        return self._role(integration, claims, user, role)

    def _verified(self, integration: StoredObject, written: Written) -> dict[str, Any]:
        audiences = (*self._audiences, *integration["EXTERNAL_OAUTH_AUDIENCE_LIST"])
        try:
            return verified(written, self._keys_of(integration, written.key_id), audiences, self._clock())
        except TokenExpiredError:
            raise SignInFailedError("OAuth access token expired.", 390318) from None
        except (TokenRefusedError, IssuerError) as error:
            # Snowflake's sentence says no more
            _LOG.info("a token for integration %s is refused: %s", integration.name, error)
            raise SignInFailedError("Invalid OAuth access token.", 390303) from None

    def _keys_of(self, integration: StoredObject, key_id: str | None) -> Keys:
        properties = ("EXTERNAL_OAUTH_RSA_PUBLIC_KEY", "EXTERNAL_OAUTH_RSA_PUBLIC_KEY_2")
        given = tuple(key for name in properties if (key := given_key(integration[name])))
        fetched = (self._keys.find(url, published, key_id) for url in integration["EXTERNAL_OAUTH_JWS_KEYS_URL"])
        return (*given, *(key for keys in fetched for key in keys))

    def _user(self, integration: StoredObject, claims: Mapping[str, Any]) -> StoredObject:
        find = _FINDERS[integration["EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE"]]
        for name in integration["EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM"]:
            for value in _texts(claims.get(name)):
                user = find(self._objects, value)
                if user is not None:
                    return enabled(user)
        raise SignInFailedError

    def _role(
        self, integration: StoredObject, claims: Mapping[str, Any], user: StoredObject, asked: str | None
    ) -> Admitted:
        role = asked or user["DEFAULT_ROLE"] or PUBLIC
        scopes = list(_scopes(integration, claims))
        anything = _ANY_ROLE in map(str.lower, scopes) and self._may_take_any(integration, user)
        named = {fold(scope[len(_ROLE) :]) for scope in scopes if scope.lower().startswith(_ROLE)}
        if _blocked(integration, role) or not (anything or role in named):
            message = (
                "The role requested in the connection, or the default role if none was requested in the connection"
                f" ('{role}'), is not listed in the Access Token or was filtered. Please specify another role, or"
                " contact your OAuth Authorization server administrator."
            )
            raise SignInFailedError(message, 390317)
        return Admitted(user, role, restricted=not anything)

    def _may_take_any(self, integration: StoredObject, user: StoredObject) -> bool:
        mode = integration["EXTERNAL_OAUTH_ANY_ROLE_MODE"]
        if mode != "ENABLE_FOR_PRIVILEGE":
            return bool(mode == "ENABLE")
        roles = [self._objects.find("ROLE", name) for name in self._held(user)]
        held = self._grants.closure([role.id for role in roles if role is not None])
        return USE_ANY_ROLE in self._grants.privileges(integration.id, held)

    def _held(self, user: StoredObject) -> Iterable[str]:
        return (PUBLIC, *(membership.role for membership in self._grants.memberships_to(user.id)))


def of_issuer(objects: Objects, issuer: str, besides: int | None = None) -> StoredObject | None:
    """The integration for tokens of this issuer; not the one with this id."""
    found = (each for each in objects.list(SECURITY_INTEGRATION) if each.id != besides)
    return next((each for each in found if issuer and each["EXTERNAL_OAUTH_ISSUER"] == issuer), None)


def _blocked(integration: StoredObject, role: str) -> bool:
    allowed = integration["EXTERNAL_OAUTH_ALLOWED_ROLES_LIST"]
    return role not in allowed if allowed else role in (*PRIVILEGED, *integration["EXTERNAL_OAUTH_BLOCKED_ROLES_LIST"])


def _scopes(integration: StoredObject, claims: Mapping[str, Any]) -> Iterable[str]:
    """The scopes of a token: a list, or a text with a delimiter."""
    for text in _texts(claims.get(integration["EXTERNAL_OAUTH_SCOPE_MAPPING_ATTRIBUTE"])):
        yield from (scope.strip() for scope in text.split(integration["EXTERNAL_OAUTH_SCOPE_DELIMITER"]))


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each]
