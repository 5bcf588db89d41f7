"""An account that knows one image repository and five users; LOCKED_OUT lacks USAGE on its schema."""

from __future__ import annotations

from spcs_local.errors import SessionGoneError, SignInFailedError
from spcs_local.model.identifiers import Name, parse_name
from spcs_local.model.ports import ImageRegistry
from spcs_local.model.principal import Holder, Principal
from spcs_local_tests.registry.pusher import PATH

PASSWORD = "correct horse"
WRITER = ("WRITER", PASSWORD)
TOKENS = {"session-of-writer": "WRITER", "pat-of-reader": "READER"}
GRANTS = {
    "WRITER": {"WRITE"},
    "READER": {"READ"},
    "OWNER": {"OWNERSHIP"},
    "LOCKED_OUT": {"WRITE"},
    "STRANGER": set[str](),
}
REPOSITORY = "MILVUS_DEMO.PUBLIC.MILVUS_REPO"
REPOSITORY_ID = 7


class StubAccount:
    """Grants by user instead of by role."""

    registry: ImageRegistry

    def __init__(self) -> None:
        self.grants = dict(GRANTS)
        self.dropped = set[str]()
        self.elsewhere = ""  # a repository that everybody may push to

    def repository_at(self, path: str) -> Name | None:
        if path == self.elsewhere != "":
            self.registry.lead(path, REPOSITORY_ID + 1)
            return parse_name(path.replace("/", ".").upper())
        if path != PATH:
            return None
        self.registry.lead(path, REPOSITORY_ID)
        return parse_name(REPOSITORY)

    def authenticate_password(self, user: str, password: str, source: str) -> Principal:
        assert source
        if TOKENS.get(password) == user.upper():
            return _principal(user.upper())
        if user.upper() not in GRANTS or password != PASSWORD:
            raise SignInFailedError
        return _principal(user.upper())

    def authenticate_token(self, token: str) -> Principal:
        if token not in TOKENS:
            raise SessionGoneError
        return _principal(TOKENS[token])

    def has_privilege(self, principal: Principal, privilege: str, kind: str, name: str) -> bool:
        if self.elsewhere and self.elsewhere.replace("/", ".").upper().startswith(name):
            return True
        if kind != "IMAGE REPOSITORY":
            return REPOSITORY.startswith(name + ".") and principal.user != "LOCKED_OUT"
        return name == REPOSITORY and bool(self.grants[principal.user] & {privilege, "OWNERSHIP"})

    def principal_again(self, before: Principal) -> Principal:
        """By the id alone: that is what a token says."""
        user = list(GRANTS)[before.holder.id - 1]
        if user in self.dropped:
            raise SignInFailedError
        return _principal(user)


def _principal(user: str) -> Principal:
    return Principal(user, None, holder=Holder(list(GRANTS).index(user) + 1))
