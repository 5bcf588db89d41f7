"""Statements about functions that services answer."""

from __future__ import annotations

from spcs_local.statements.rules.base import Describing, Existing, Named, Replacing, Scope, Setting, Showing, Unsetting
from spcs_local.statements.statement import Phrase


class Parameter(Phrase):
    parameter_name: str
    data_type: str


class CreateFunction(Replacing):
    returned: str
    body: str
    parameters: tuple[Parameter, ...] = ()
    traits: tuple[str, ...] = ()


class OfSignature(Named):
    """A statement about the function that takes certain types."""

    signature: tuple[str, ...]


class AlterFunctionSet(Setting, OfSignature):
    pass


class AlterFunctionUnset(Unsetting, OfSignature):
    pass


class DropFunction(Existing, OfSignature):
    pass


class ShowFunctions(Showing):
    like: str | None = None
    in_scope: Scope | None = None


class DescribeFunction(Describing, OfSignature):
    if_exists: bool = False
