"""Statements about what users sign in with."""

from __future__ import annotations

from dataclasses import field

from spcs_local.model.identifiers import Name
from spcs_local.statements.rules.base import Existing, Showing
from spcs_local.statements.rules.objects import OfKind
from spcs_local.statements.values import Options


class ChangingAccessToken(Existing, OfKind):
    """ALTER … ADD and REMOVE."""

    token_name: str


class AddAccessToken(ChangingAccessToken):
    options: Options = field(default_factory=dict)


class RemoveAccessToken(ChangingAccessToken):
    pass


class ShowAccessTokens(Showing):
    for_user: Name | None = None


class ShowWorkloadIdentities(Showing):
    for_user: Name | None = None
