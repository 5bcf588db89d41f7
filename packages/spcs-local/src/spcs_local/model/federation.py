"""Users who sign in with a token that somebody else issues."""

from __future__ import annotations

import time
from collections.abc import Callable

from spcs_local.errors import NotSupportedError, WorkloadIdentityRefusedError
from spcs_local.model.issued_tokens import TokenRefusedError, read, verified
from spcs_local.model.issuer_documents import IssuerError
from spcs_local.model.logins import enabled, names
from spcs_local.model.objects import Objects
from spcs_local.model.principal import Holder
from spcs_local.model.signing_keys import SigningKeys, discovered
from spcs_local.model.user_types import MACHINES
from spcs_local.model.workload_identities import WorkloadIdentities

_OTHER_PROVIDERS = ("AWS", "AZURE", "GCP")


class Federation:
    """Finds the user whom a token is for, and has it verified with its issuer's keys."""

    def __init__(
        self,
        objects: Objects,
        identities: WorkloadIdentities,
        keys: SigningKeys,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._objects = objects
        self._identities = identities
        self._keys = keys
        self._clock = clock

    def by_workload_identity(self, provider: str, token: str, login: str = "") -> Holder:
        """The user with the issuer and subject of this token, who need not be named."""
        if provider in _OTHER_PROVIDERS:
            raise NotSupportedError(f"Sign-in by a workload identity of {provider}")
        if provider != "OIDC":
            raise WorkloadIdentityRefusedError(f"its PROVIDER is '{provider}', not OIDC")
        try:
            user_id = self._workload(token)
        except (TokenRefusedError, IssuerError) as error:
            raise WorkloadIdentityRefusedError(str(error)) from None
        user = enabled(self._objects.get(user_id))
        if user["TYPE"] not in MACHINES:
            raise WorkloadIdentityRefusedError(f"user '{user.name}' is not of TYPE {' or '.join(MACHINES)}")
        if login and not names(login, user):
            raise WorkloadIdentityRefusedError(f"it is another user's than '{login}'")
        self._identities.used(user.id)
        return Holder(user.id)

    def _workload(self, token: str) -> int:
        """The id of the user whose token this is."""
        written = read(token)
        subject = written.claims.get("sub")
        found = self._identities.find(written.issuer, subject) if isinstance(subject, str) else None
        if found is None:
            raise TokenRefusedError(f"no user has the issuer '{written.issuer}' and the subject {subject!r}")
        user_id, identity = found
        keys = self._keys.find(identity.issuer, discovered, written.key_id)
        verified(written, keys, identity.accepted, self._clock())
        return user_id
