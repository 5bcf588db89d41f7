"""Text to statement, by one LALR parser over every grammar file of this directory."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from lark import Token, Tree, UnexpectedInput
from lark.exceptions import ConfigurationError

from spcs_local.errors import NotSupportedError, StatementSyntaxError
from spcs_local.statements.checking import by_rule, check, check_statements, hints_of
from spcs_local.statements.failures import failure
from spcs_local.statements.grammar import (
    DIRECTORY,
    ENGINE,
    START,
    forms,
    keyword_terminal,
    keywords_of,
    open_grammar,
    read_grammar,
    rules_of,
)
from spcs_local.statements.leaves import Leaves
from spcs_local.statements.limits import check_query, check_size
from spcs_local.statements.reader import Reader
from spcs_local.statements.statement import Statement

# texts that take so much memory while they are read that few are read at a time
_LARGE, _LARGE_AT_ONCE = 16 * 1024, 2


class Parser:
    """Parses the statements whose classes are named; built once, used by many threads."""

    def __init__(self, statements: Iterable[type[Statement]], directory: Path = DIRECTORY) -> None:
        hints = hints_of(statements)
        phrases = by_rule(hints)
        text = read_grammar(directory)
        self._lark = open_grammar(text, check_statements(phrases, rules_of(text)))
        self._keywords = keywords_of(self._lark)
        found = forms(self._lark.rules)
        check(hints, found)
        self._reader = Reader(phrases, found)
        self._large = threading.BoundedSemaphore(_LARGE_AT_ONCE)

    def parse(
        self,
        text: str,
        bindings: Mapping[str, Any] | None = None,
        variables: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Statement:
        """The statement, or the error that a client is to see. Variables have their values as bindings have."""
        check_size(text)
        with self._large if len(text) > _LARGE else nullcontext():
            return self._parsed(text, Leaves({} if bindings is None else bindings, variables or {}))

    def _parsed(self, text: str, leaves: Leaves) -> Statement:
        try:
            return self._reader.read(self._tree(text), leaves)
        except RecursionError:
            raise NotSupportedError("A statement that is nested this deep") from None

    def _tree(self, text: str) -> Tree[Token]:
        try:
            return self._lark.parse(text, START)
        except UnexpectedInput as error:
            with suppress(UnexpectedInput, ConfigurationError):  # that a grammar has no queries
                query = self._lark.parse(text, ENGINE)
                check_query(text)
                return query
            raise failure(text, error, self._keywords) from None

    def unexpected(self, text: str, keyword: str, *, after: bool = False) -> StatementSyntaxError:
        """The error at a keyword of a statement that does parse, or at the word after it."""
        tokens = self._lark.parse_interactive(text, START).iter_parse()
        found = next(token for token in tokens if token.type == keyword_terminal(keyword))
        found = next(tokens) if after else found
        return StatementSyntaxError(found.line or 1, (found.column or 1) - 1, re.split(r"\W", found)[0])
