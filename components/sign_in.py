"""A dynamic resource that signs in, so that who rolls services later finds a session that is open.

A workload identity's token is worth nothing after some minutes; building and pushing images takes longer. The session
lives on without the token.
"""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource

from components.dynamic_session import SessionProvider


class SignInProvider(SessionProvider):
    """Signs in with a role, whatever the engine asks: it asks early, as soon as the role is within reach.

    Nothing is kept of it in the account or in the state, so that no way to sign in differs from another there.
    """

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        changed = _olds["role"] != _news["role"]
        if not pulumi.contains_unknowns(_news["role"]):
            self.session(_news["role"])
        return DiffResult(changes=changed, replaces=["role"] if changed else [])

    def create(self, props: dict[str, Any]) -> CreateResult:
        self.session(props["role"])
        return CreateResult(props["role"], dict(props))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        self.session(props["role"])
        return ReadResult(id_, dict(props))


class SignIn(Resource, module="sign_in", name="SignIn"):
    """`role` has to be an output of what puts the role within reach."""

    def __init__(self, name: str, role: pulumi.Input[str], opts: pulumi.ResourceOptions) -> None:
        super().__init__(SignInProvider(), name, {"role": role}, opts)
