"""One query: read, filled with what the account gives, written for DuckDB, run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from spcs_local.engine import casts, names, reading, row_calls, served, sources, values
from spcs_local.engine.database import Database
from spcs_local.engine.kinds import Kinds
from spcs_local.engine.problems import Failure, NoColumn, Unsupported, Wanted
from spcs_local.engine.rewriting import rewrite
from spcs_local.engine.variants import Variants
from spcs_local.errors import NoVariableError

Request = Mapping[str, Any]


class Query:
    """`text`; `variables` by name and `bindings` by key as [type, text, scale]; `functions` of the account by name;
    the session's time `zone`, and the `unusual` parameter by which it would read moments otherwise; `answers` to what
    was wanted before, by key."""

    def __init__(self, request: Request, database: Database) -> None:
        self._text = str(request["text"])
        self._variables: Mapping[str, list[Any]] = request["variables"]
        self._bindings: Mapping[str, list[Any]] = request["bindings"]
        self._functions = frozenset(request["functions"])
        self._answers: Mapping[str, Any] = request["answers"]
        self._database = database
        database.stand_in(str(request["zone"]), str(request["unusual"]))
        self._sources = sources.Sources()
        self._bound = 0
        self._tables = 0

    def answer(self) -> dict[str, Any]:
        """Columns and rows; raise for a problem."""
        try:
            return self._answer()
        except NoColumn as problem:
            raise reading.column(self._text, problem.parts) from None

    def _answer(self) -> dict[str, Any]:
        tree = reading.read(self._text)
        served.check(tree, self._functions)
        self._name_columns(tree)
        self._bind(tree)
        names.encode(tree)
        sources.name_values(tree, self._sources)
        self._call(tree)
        self._load(tree)
        sources.number_columns(tree, self._sources)
        self._call_for_rows(tree)
        return self._database.rows(self._written(tree))

    def _name_columns(self, tree: exp.Query) -> None:
        headings = reading.headings(self._text, tree)
        select = reading.outermost(tree)
        for projection, heading in zip(list(select.expressions), headings, strict=True):
            if not isinstance(projection, exp.Column | exp.Star | exp.Alias):
                alias = exp.to_identifier(heading, quoted=True)
                projection.replace(exp.Alias(this=projection.copy(), alias=alias))

    def _bind(self, tree: exp.Expr) -> None:
        """Put values in the places of session variables and bindings."""
        for node in list(tree.find_all(exp.Parameter, exp.Placeholder)):
            if isinstance(node, exp.Placeholder):
                self._bound += 1
                given = self._bindings.get(str(node.this or self._bound))
                if given is None:
                    message = "SQL compilation error: error line 1\nBind variable ? not set."
                    raise Failure(2049, "42601", message)
            elif node.name.isdigit():
                continue
            else:
                given = self._variables.get(node.name.upper())
                if given is None:
                    name = node.name.upper()
                    raise Failure.of(NoVariableError(f"${name}", *reading.variable(self._text, name)))
            node.replace(values.literal(*given))

    def _call(self, tree: exp.Expr) -> None:
        """Put values in the places of the account's functions: first what lies deeper."""
        for node in reversed(list(tree.walk(bfs=True))):
            method = isinstance(node, exp.ModelAttribute)
            name = served.name_of(node)
            of_account = name in self._functions or (isinstance(node, exp.Anonymous) and name)
            in_other = isinstance(node.parent, exp.ModelAttribute | exp.TableFromRows)
            if in_other or not (method or of_account) or self._is_for_rows(node):
                continue
            called = row_calls.whole(node)
            if not method and name not in self._functions:
                given = self._answered(called, row_calls.plain_question(node))[1]
                kind, scale = given["type"]
                called.replace(values.literal(kind, given["values"][0], scale))
                continue
            parts, arguments = self._parts(called)
            value = self._ask("function", parts, arguments)["value"]
            called.replace(values.literal(*value))

    def _is_for_rows(self, node: exp.Expr) -> bool:
        return served.name_of(node) not in self._functions and row_calls.called_with_columns(node)

    def _call_for_rows(self, tree: exp.Expr) -> None:
        """Put tables of answers in the places of calls with columns, when the tables of these columns are there."""
        for node in reversed(list(tree.walk(bfs=True))):
            if self._is_for_rows(node):
                texts, given = self._answered(row_calls.whole(node), row_calls.question(node))
                columns = [(row_calls.ASKED, "TEXT", None), (row_calls.ANSWER, *given["type"])]
                table = self._table()
                self._database.load(table, columns, list(zip(texts, given["values"], strict=True)))
                row_calls.put(node, table)

    def _answered(self, called: exp.Expr, question: exp.Select) -> tuple[list[str], Any]:
        """What a function that is an object is asked, and its answers."""
        texts = self._database.texts(self._written(question))
        rows = [[(values.typed(kind)[0], text) for kind, text in json.loads(asked)] for asked in texts]
        return texts, self._ask("rows", self._name(called), rows)

    def _table(self) -> str:
        self._tables += 1
        return f"{names.MARK}table{self._tables}"

    def _name(self, node: exp.Expr) -> list[str]:
        """What is called, its owner's parts before it."""
        if not isinstance(node, exp.ModelAttribute | exp.Dot):
            return [served.name_of(node)]
        owner = [names.decoded(part.name) for part in node.this.find_all(exp.Identifier, bfs=False)]
        mark = "!" if isinstance(node, exp.ModelAttribute) else ""
        return [*owner, mark + served.name_of(node.expression)]

    def _parts(self, node: exp.Expr) -> tuple[list[str], list[Any]]:
        """The name of what is called, its owner's parts before it, and its arguments' values."""
        called = node.expression if isinstance(node, exp.ModelAttribute | exp.Dot) else node
        return self._name(node), self._evaluated(list(served.arguments_of(called)))

    def _evaluated(self, arguments: Sequence[exp.Expr]) -> list[Any]:
        if not arguments:
            return []
        plain = [argument.expression if isinstance(argument, exp.Kwarg) else argument for argument in arguments]
        if any(argument.find(exp.Column, exp.Subquery, exp.Parameter) for argument in plain):
            raise Unsupported("A function of the account whose arguments are columns")
        selected = exp.Select(expressions=[argument.copy() for argument in plain])
        found = [values.argument(value) for value in self._database.row(self._written(selected))]
        return [
            [argument.name.upper(), value] if isinstance(argument, exp.Kwarg) else value
            for argument, value in zip(arguments, found, strict=True)
        ]

    def _load(self, tree: exp.Expr) -> None:
        """Make the tables that the account gives."""
        known = {cte.alias for cte in tree.find_all(exp.CTE)}
        for node in list(tree.find_all(exp.Table, exp.TableFromRows)):
            if isinstance(node, exp.Table):
                if not node.db and node.name in known:
                    continue
                parts = [names.decoded(part.name) for part in node.parts]
                given = _DUAL if parts == ["DUAL"] else self._ask("relation", parts, [])
            elif isinstance(node.this, exp.Explode):
                continue
            else:
                given = self._ask("table", *self._parts(node.this))
            table = self._table()
            columns = [(name, kind, scale) for name, kind, scale in given["columns"]]
            self._database.load(table, columns, given["rows"])
            sources.stand_in(node, table, columns, self._sources)

    def _ask(self, kind: str, name: list[str], arguments: list[Any]) -> Any:
        key = json.dumps([kind, name, arguments])
        if key not in self._answers:
            raise Wanted(key, kind, name, arguments)
        return self._answers[key]

    def _written(self, tree: exp.Expr) -> str:
        """The tree in DuckDB's words."""
        flattens = sources.flatten(tree, self._sources)
        Variants(self._sources.variants).convert(tree)
        rewrite(tree, Kinds(self._sources.kinds))
        casts.check_depth(tree)
        for holder, given in flattens:
            sources.put(holder, given)
        sources.in_order(tree)
        return tree.sql("duckdb")


# https://docs.snowflake.com/en/sql-reference/constructs/from
_DUAL: dict[str, Any] = {"columns": [("DUMMY", "TEXT", None)], "rows": [["X"]]}
