"""What stands behind FROM: VALUES, tables that the account gave, FLATTEN."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from spcs_local.engine.kinds import NUMBER, OF_WIRE, TEXT, VARIANT
from spcs_local.engine.names import MARK, encoded, identifier
from spcs_local.engine.problems import Unsupported
from spcs_local.engine.variants import path_of

_FLATTENED = ("SEQ", "KEY", "PATH", "INDEX", "VALUE", "THIS")
_MODES = ("BOTH", "OBJECT", "ARRAY")


@dataclass
class Sources:
    """The columns of each source by its place in the query, as far as they are known, the VARIANTs among all, and what
    kinds there are of each name."""

    columns: dict[int, list[str]] = field(default_factory=dict)
    variants: set[str] = field(default_factory=set)
    kinds: dict[str, set[str | None]] = field(default_factory=dict)


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
    for name, (_, kind, _) in zip(names, columns, strict=False):
        sources.kinds.setdefault(name, set()).add(OF_WIRE.get(kind))
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
            if len(written) != len(columns):
                raise Unsupported("FLATTEN with other than six columns")
            columns = written
        sources.variants |= {columns[4], columns[5]}
        for name, kind in zip(columns, (NUMBER, TEXT, TEXT, NUMBER, VARIANT, VARIANT), strict=True):
            sources.kinds.setdefault(name, set()).add(kind)
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


def flattening(given: dict[str, exp.Expr], sequence: str) -> str:
    """SQL of the rows of a FLATTEN; `sequence` is the number of the row that it is of.

    https://docs.snowflake.com/en/sql-reference/functions/flatten
    """
    source = given["INPUT"].sql("duckdb")
    if _true(given.get("RECURSIVE")):
        raise Unsupported("RECURSIVE in FLATTEN")
    mode = given["MODE"].name.upper() if "MODE" in given else "BOTH"
    if mode not in _MODES:
        raise Unsupported(f"MODE => '{mode}' in FLATTEN")
    if "PATH" in given:
        source = f"json_extract({source}, {_path(given['PATH'])})"
    rows = f'"{MARK}flattened"({source})'
    if mode != "BOTH":
        rows = f"CASE json_type({source}) WHEN '{mode}' THEN {rows} ELSE [] END"
    if _true(given.get("OUTER")):
        none = "[{'KEY': NULL::VARCHAR, 'PATH': NULL::VARCHAR, 'INDEX': NULL::BIGINT, 'VALUE': NULL::JSON, '~': NULL}]"
        rows = f"CASE WHEN len({rows}) > 0 THEN {rows} ELSE {none} END"
    return f'SELECT {sequence} AS "SEQ", unnest({rows}, recursive := true), {source} AS "THIS"'


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


def put(holder: exp.Expr, given: dict[str, exp.Expr]) -> None:
    """Put a FLATTEN's rows in its place; what is joined may tell of what stands before it."""
    alias = holder.args.get("alias") or exp.TableAlias(this=exp.to_identifier(f"{MARK}{id(holder)}", quoted=True))
    if isinstance(holder.parent, exp.From):
        rows = f'SELECT * EXCLUDE ("{MARK}") FROM ({flattening(given, "1::BIGINT")})'  # noqa: S608 - written here
        holder.replace(exp.Subquery(this=exp.Var(this=rows), alias=alias))
        return
    base = _numbered(holder.find_ancestor(exp.Select))
    rows = flattening(given, f'{base}."{MARK}"')
    if columns := alias.args.get("columns"):  # the number of an element is the last but one
        alias.set("columns", [*columns[:-1], exp.to_identifier(MARK, quoted=True), columns[-1]])
    holder.replace(exp.Lateral(this=exp.Subquery(this=exp.Var(this=rows)), alias=alias))


def _numbered(select: exp.Select | None) -> str:
    """The name of the first source, whose rows have numbers once there is a FLATTEN beside it."""
    start = select.args.get("from_") if select is not None else None
    if select is None or start is None:
        raise Unsupported("FLATTEN beside nothing")
    source = start.this
    if not source.meta.get("numbered"):
        name = exp.to_identifier(source.alias_or_name or f"{MARK}{id(source)}", quoted=True)
        number = exp.Alias(this=exp.Var(this="row_number() OVER ()"), alias=exp.to_identifier(MARK, quoted=True))
        rows = exp.Select(expressions=[exp.Star(), number], from_=exp.From(this=source.copy()))
        numbered = exp.Subquery(this=rows, alias=exp.TableAlias(this=name))
        numbered.meta["numbered"] = True
        start.set("this", numbered)
        _hide_numbers(select)
    return str(exp.to_identifier(start.this.alias, quoted=True).sql("duckdb"))


def _hide_numbers(select: exp.Select) -> None:
    for star in [item for projection in select.expressions for item in projection.find_all(exp.Star)]:
        if not isinstance(star.parent, exp.Count):
            star.set("except_", [*(star.args.get("except_") or []), exp.to_identifier(MARK, quoted=True)])


def in_order(tree: exp.Expr) -> None:
    """Rows of FLATTEN come one after the other where nothing else is asked for."""
    if not isinstance(tree, exp.Select) or any(
        tree.args.get(word) for word in ("order", "group", "distinct", "having")
    ):
        return
    start = tree.args.get("from_")
    if start is None or not start.this.meta.get("numbered") or any(_gathers(item) for item in tree.expressions):
        return
    laterals = [join.this for join in tree.args.get("joins") or [] if isinstance(join.this, exp.Lateral)]
    numbers = [
        exp.column(exp.to_identifier(MARK, quoted=True), exp.to_identifier(source.alias, quoted=True))
        for source in (start.this, *laterals)
    ]
    tree.set("order", exp.Order(expressions=[exp.Ordered(this=number) for number in numbers]))


def _gathers(item: exp.Expr) -> bool:
    return item.find(exp.AggFunc) is not None
