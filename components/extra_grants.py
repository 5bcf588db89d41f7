"""A dynamic resource for what the stack's roles have been granted beside what the stack grants.

A refresh finds it, and the update after it revokes it, as far as who makes the stack may: docs/drift.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.dynamic_session import SessionProvider, say
from components.held_grants import Granted, held, is_expected
from components.session import StatementError
from components.settings import Settings
from components.settings_table import KEEP, REVOKE
from components.sql import Existing, quoted

EXTRA = "extra"  # by roles, as the last refresh found it
INPUTS = ("expected", "by", "place", "policy")
ByRoles = dict[str, list[str]]


class ExtraGrantsProvider(SessionProvider):
    """Looks and revokes as each of `by`, who make the stack: one may see and take back what another may not.

    `expected` is what the stack grants, and what is meant, by its roles; `place` is the schema in which services make
    things of their own.
    """

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        extra, revokes = _beside(_olds, _news), _news["policy"] == REVOKE
        for role, texts in extra.items():
            what = "up revokes what it may" if revokes else "it stays"
            say(f"role {role} has what the stack does not grant, {what}: {'; '.join(texts)}")
        # not known beforehand where a service is made anew, which grants nothing else
        another = any(_olds[it] != _news[it] for it in INPUTS if not pulumi.contains_unknowns(_news[it]))
        return DiffResult(changes=another or (revokes and bool(extra)))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Asks nothing: the roles are new. Of roles that are taken over, the first refresh sees it."""
        return CreateResult("grants", {**props, EXTRA: {}})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        if props["policy"] == KEEP:
            return ReadResult(id_, {**props, EXTRA: {}})
        all_held = self._held(props)
        for role, has in all_held.items():
            owned = sorted(it.what for it in has if it.is_owned and not it.is_in(props["place"]))
            if owned:
                say(f"warning: role {role} owns what is not of this stack, and keeps it: {'; '.join(owned)}")
        return ReadResult(id_, {**props, EXTRA: _extra(all_held, props["expected"])})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        extra = {} if _news["policy"] == KEEP else _beside(_olds, _news)
        if extra and _news["policy"] == REVOKE:
            extra = self._without(extra, _news)
        return UpdateResult({**_news, EXTRA: extra})

    def _held(self, props: Mapping[str, Any]) -> dict[str, set[Granted]]:
        return {role: {it for who in props["by"] for it in held(self.session(who), role)} for role in props["expected"]}

    def _without(self, extra: ByRoles, props: Mapping[str, Any]) -> ByRoles:
        """Revokes it; what is there still, since nobody of `by` may revoke it."""
        for role, texts in extra.items():
            for statement in _revocations(role, texts):
                for who in props["by"]:
                    with suppress(StatementError):  # not every refusal is one: the account is asked afterwards
                        self.session(who).rows(statement)
        left = _extra(self._held(props), props["expected"])
        for role, texts in left.items():
            whoever, statements = ", ".join(props["by"]), "; ".join(_revocations(role, texts))
            say(f"{whoever} may not revoke all that role {role} has: an administrator has to run {statements}")
        return left


class ExtraGrants(Resource, module="extra_grants", name="ExtraGrants"):
    """Of all the stack's own roles; `granted` is what it grants to them."""

    def __init__(self, settings: Settings, granted: pulumi.Output[ByRoles]) -> None:
        kept = settings.kept_grants
        props = {
            "expected": granted.apply(lambda it: {role: sorted({*it[role], *kept.get(role, ())}) for role in it}),
            "by": list(settings.roles.distinct),
            "place": f"{settings.storage.database}.{settings.storage.schema}",
            "policy": settings.extra_grants,
            EXTRA: None,
        }
        super().__init__(ExtraGrantsProvider(), "extra-grants", props)


def own_roles(settings: Settings) -> list[str]:
    """Without those that are others'."""
    roles = (settings.access.role, *settings.access.owners.values())
    return [str(role) for role in roles if not isinstance(role, Existing)]


def _extra(all_held: Mapping[str, set[Granted]], expected: Mapping[str, Sequence[str]]) -> ByRoles:
    found = {
        role: sorted(it.text for it in has if not it.is_owned and not is_expected(it.text, expected[role]))
        for role, has in all_held.items()
    }
    return {role: texts for role, texts in found.items() if texts}


def _beside(olds: Mapping[str, Any], news: Mapping[str, Any]) -> ByRoles:
    """What was found and is not expected now, either: the stack may have come to grant it."""
    expected = olds["expected"] if pulumi.contains_unknowns(news["expected"]) else news["expected"]
    found = {
        role: [text for text in texts if not is_expected(text, expected[role])]
        for role, texts in olds[EXTRA].items()
        if role in expected
    }
    return {role: texts for role, texts in found.items() if texts}


def _revocations(role: str, texts: Sequence[str]) -> list[str]:
    return [f"REVOKE {text} FROM ROLE {quoted(role)}" for text in texts]
