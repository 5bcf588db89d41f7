"""What somebody may do in the registry as the grants stand now, for a new token and for each request with it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Protocol

from spcs_local.errors import SnowflakeError
from spcs_local.model.identifiers import Name
from spcs_local.model.principal import Principal
from spcs_local.model.reach import reaches
from spcs_local.registry.authority import Access, Authority
from spcs_local.registry.port import PULL_USER

PULL, PUSH = "pull", "push"
_REPOSITORY = "IMAGE REPOSITORY"
_NEEDS = {PULL: ("READ", "WRITE"), PUSH: ("WRITE",)}  # ownership includes both


class Rights(Protocol):
    """What the registry asks of the account about those who have signed in."""

    def principal_again(self, before: Principal) -> Principal: ...

    def has_privilege(self, principal: Principal, privilege: str, kind: str, name: str) -> bool: ...

    def repository_at(self, path: str) -> Name | None: ...


@dataclass(frozen=True)
class Pass:
    """A token that the registry may be shown."""

    token: str
    holder: Hashable
    pushes: bool

    @property
    def is_own(self) -> bool:
        """Whether the account itself pulls."""
        return self.holder == PULL_USER


def granted(account: Rights, principal: Principal, scopes: Iterable[Access]) -> list[Access]:
    """What of the scopes the principal's roles allow; nothing outside an existing image repository."""
    known: dict[str, frozenset[str]] = {}
    found = []
    for scope in scopes:
        place, image = _split(scope.name)
        if place not in known:
            known[place] = _allowed(account, principal, place)
        actions = tuple(action for action in scope.actions if image and action in known[place])
        if actions:
            found.append(Access(scope.type, scope.name, actions))
    return found


def pass_now(account: Rights, authority: Authority, token: str) -> Pass | None:
    """What a token is good for as the grants stand now; None if it is none, or whose it is may sign in no more.

    The registry itself goes by what the token says. So it is shown another one where that has become less.
    """
    issued = authority.read(token)
    if issued is None:
        return None
    if issued.principal is None:
        return Pass(token, PULL_USER, pushes=False) if issued.subject == PULL_USER else None
    try:
        principal = account.principal_again(issued.principal)
    except SnowflakeError:  # dropped or disabled since, or the one role of their token revoked
        return None
    access = granted(account, principal, issued.access)
    if access != issued.access:
        token = authority.issue(issued.subject, access, principal)
    return Pass(token, principal.holder.id, any(PUSH in it.actions for it in access))


def _split(path: str) -> tuple[str, str]:
    """Which repository a path lies in, and the image below it; none if it names no image."""
    *place, image = path.split("/", 3)
    return "/".join(place), image


def _allowed(account: Rights, principal: Principal, path: str) -> frozenset[str]:
    """The actions in a repository."""
    repository = account.repository_at(path)
    if repository is None or not reaches(account, principal, *repository.parts[:2]):
        return frozenset()

    def may(privileges: Iterable[str]) -> bool:
        return any(account.has_privilege(principal, it, _REPOSITORY, str(repository)) for it in privileges)

    return frozenset(action for action, privileges in _NEEDS.items() if may(privileges))
