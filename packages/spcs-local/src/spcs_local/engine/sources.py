"""What stands behind FROM: VALUES, tables that the account gave, FLATTEN."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from spcs_local.engine.names import MARK, encoded, identifier
from spcs_local.engine.problems import Unsupported
from spcs_local.engine.variants import path_of

_FLATTENED = ("SEQ", "KEY", "PATH", "INDEX", "VALUE", "THIS")
_MODES = ("BOTH", "OBJECT", "ARRAY")


@dataclass
class Sources:
    """The columns of each source by its place in the query, as far as they are known, and the VARIANTs among all."""

    columns: dict[int, list[str]] = field(default_factory=dict)
    variants: set[str] = field(default_factory=set)


def name_values(tree: exp.Expr, sources: Sources) -> None:
    """Columns of VALUES are COLUMN1, COLUMN2, … where they have no names."""
    for place, values in enumerate(list(tree.find_all(exp.Values))):
        if not values.expressions:
            raise Unsupported("VALUES without rows")
        count = len(values.expressions[0].expressions)
        alias = values.args.get("alias") or exp.TableAlias(this=exp.to_identifier(f"{MARK}values{place}", quoted=True))
        if not alias.args.get("columns"):
            alias.set("columns", [identifier(f"COLUMN{number}") for number in range(1, count + 1)])
        values.set("alias", alias)
        sources.columns[id(values)] = [column.name for column in alias.args["columns"]]


def stand_in(node: exp.Expr, table: str, columns: list[tuple[str, str, int | None]], sources: Sources) -> None:
    """Put a table that was made for the query in the place of what asked for it."""
    alias = node.args.get("alias")
    if alias is None and isinstance(node, exp.Table):
        alias = exp.TableAlias(this=node.this.copy())
    made = exp.Table(this=exp.to_identifier(table, quoted=True), alias=alias)
    names = [encoded(name) for name, _, _ in columns]
    if alias is not None and alias.args.get("columns"):
        names = [column.name for column in alias.args["columns"]]
    sources.columns[id(made)] = names
    sources.variants |= {
        name for name, (_, kind, _) in zip(names, columns, strict=False) if kind in ("VARIANT", "OBJECT", "ARRAY")
    }
    node.replace(made)


def number_columns(tree: exp.Expr, sources: Sources) -> None:
    """$1, $2, …: columns of the only source by their place."""
    for parameter in list(tree.find_all(exp.Parameter)):
        columns = _only_columns(parameter.find_ancestor(exp.Select), sources)
        number = int(parameter.name) if parameter.name.isdigit() else 0
        if not 1 <= number <= len(columns):
            raise Unsupported(f"Column ${parameter.name} of this source")
        parameter.replace(exp.Column(this=exp.to_identifier(columns[number - 1], quoted=True)))


def _only_columns(select: exp.Select | None, sources: Sources) -> list[str]:
    """The columns of a SELECT that has one source, as far as they are known."""
    start = select.args.get("from_") if select is not None and not select.args.get("joins") else None
    if start is None:
        return []
    source = start.this
    while isinstance(source, exp.Subquery) and isinstance(source.this, exp.Values):
        source = source.this
    return sources.columns.get(id(source), [])


def flatten(tree: exp.Expr, sources: Sources) -> list[tuple[exp.Expr, dict[str, exp.Expr]]]:
    """Every FLATTEN with its arguments; their VALUE and THIS are VARIANTs."""
    found: list[tuple[exp.Expr, dict[str, exp.Expr]]] = []
    for explode in list(tree.find_all(exp.Explode)):
        given = _arguments(explode)
        holder = explode.parent
        if not isinstance(holder, exp.Lateral | exp.TableFromRows):
            raise Unsupported("FLATTEN outside FROM")
        alias = holder.args.get("alias")
        columns = [encoded(name) for name in _FLATTENED]
        if alias is not None and alias.args.get("columns"):
            written = [column.name for column in alias.args["columns"]]
            if len(written) == len(columns):
                columns = written
        sources.variants |= {columns[4], columns[5]}
        sources.columns[id(holder)] = columns
        found.append((holder, given))
    return found


def _arguments(explode: exp.Expr) -> dict[str, exp.Expr]:
    given: dict[str, exp.Expr] = {}
    for place, argument in enumerate([explode.this, *explode.expressions]):
        if isinstance(argument, exp.Kwarg):
            given[argument.name.upper()] = argument.expression
        elif place == 0:
            given["INPUT"] = argument
        else:
            raise Unsupported("FLATTEN with several arguments that have no names")
    for name in set(given) - {"INPUT", "PATH", "OUTER", "RECURSIVE", "MODE"}:
        raise Unsupported(f"{name} in FLATTEN")
    return given


def flattening(given: dict[str, exp.Expr]) -> str:
    """SQL of the rows of a FLATTEN. https://docs.snowflake.com/en/sql-reference/functions/flatten"""
    source = given["INPUT"].sql("duckdb")
    if _true(given.get("RECURSIVE")):
        raise Unsupported("RECURSIVE in FLATTEN")
    mode = given["MODE"].name.upper() if "MODE" in given else "BOTH"
    if mode not in _MODES:
        raise Unsupported(f"MODE => '{mode}' in FLATTEN")
    if "PATH" in given:
        source = f"json_extract({source}, {_path(given['PATH'])})"
    wanted = source if mode == "BOTH" else f"CASE json_type({source}) WHEN '{mode}' THEN {source} END"
    rows = f'"{MARK}flattened"({wanted})'
    if _true(given.get("OUTER")):
        none = "[{'KEY': NULL::VARCHAR, 'PATH': NULL::VARCHAR, 'INDEX': NULL::BIGINT, 'VALUE': NULL::JSON}]"
        rows = f"CASE WHEN len({rows}) > 0 THEN {rows} ELSE {none} END"
    return f'SELECT 1::BIGINT AS "SEQ", unnest({rows}, recursive := true), {source} AS "THIS"'


def _path(path: exp.Expr) -> str:
    if (
        not isinstance(path, exp.Literal)
        or not path.is_string
        or not path.name.replace("_", "").replace(".", "").isalnum()
    ):
        raise Unsupported("Such a PATH in FLATTEN")
    keys: list[exp.Expr] = [exp.JSONPathKey(this=key) for key in path.name.split(".")]
    return exp.Literal.string(path_of(keys)).sql("duckdb")


def _true(value: exp.Expr | None) -> bool:
    if value is not None and not isinstance(value, exp.Boolean):
        raise Unsupported("A computed switch in FLATTEN")
    return value is not None and bool(value.this)


def put(holder: exp.Expr, sql: str) -> None:
    """Put a FLATTEN's rows in its place; what is joined may tell of what stands before it."""
    rows = exp.Subquery(this=exp.Var(this=sql))
    alias = holder.args.get("alias") or exp.TableAlias(
        this=exp.to_identifier(f"{MARK}flatten{id(holder)}", quoted=True)
    )
    if isinstance(holder.parent, exp.From):
        rows.set("alias", alias)
        holder.replace(rows)
    else:
        holder.replace(exp.Lateral(this=rows, alias=alias))
