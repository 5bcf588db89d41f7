"""How a row is called, in the page's source and while tests run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml
from sqlglot import exp

from spcs_local.engine.reading import read
from spcs_local.engine.served import served_functions
from spcs_local.statements.rules.services import FromSpecification, FromTemplate, Sourced
from spcs_local.statements.statement import Statement
from spcs_local_tests.coverage.privileges import words_of
from spcs_local_tests.parity import fields

# where what is run comes from, which the statement writes in one of four ways
_USING = "USING (variable => value, …)"
SOURCES: Mapping[str, str] = {
    "specification": "FROM SPECIFICATION $$text$$",
    "template": f"FROM SPECIFICATION_TEMPLATE $$text$$ {_USING}",
    "file": "FROM @stage/path SPECIFICATION_FILE = 'text'",
    "template file": f"FROM @stage/path SPECIFICATION_TEMPLATE_FILE = 'text' {_USING}",
}


def statement_key(rule: str, words: str = "") -> str:
    """By the grammar's rule, and the kind of object where the rule is for many."""
    return f"statement:{rule} {words}".rstrip()


def function_key(name: str) -> str:
    """By the name; of a method with its `!`."""
    return f"function:{name}"


def table_key(name: str) -> str:
    """Of a function that is asked behind FROM."""
    return function_key(f"TABLE({name})")


def field_key(path: str) -> str:
    """By the path in the specification."""
    return f"field:{path}"


def outside_key(what: str) -> str:
    """Of what the account has not: by the statement, or what the names are of."""
    return f"outside:{what}"


def request_key(method: str, path: str) -> str:
    """By the route."""
    return f"request:{method} {path}"


def keys_of(statement: Statement) -> Iterator[str]:
    """All rows that a statement is of, once it has been executed."""
    yield _own_key(statement)
    if isinstance(statement, Sourced) and isinstance(statement.source, FromSpecification):
        yield from map(field_key, fields.written(statement.source.specification))


def keys_of_refused(statement: Statement) -> set[str]:
    """Likewise, once it has been refused, its specification perhaps as no YAML."""
    try:
        return set(keys_of(statement))
    except (yaml.YAMLError, RecursionError):
        return {_own_key(statement)}


def keys_of_query(text: str) -> Iterator[str]:
    """The functions in it that the engine has by itself; the account's are noted where they are called."""
    names = served_functions()
    for node in read(text).walk():
        if type(node) in names and not _is_another(node):
            yield function_key(names[type(node)])


def _is_another(node: exp.Expr) -> bool:
    """What CASE consists of is no IFF, and TRY_PARSE_JSON no PARSE_JSON."""
    if isinstance(node, exp.If):
        return isinstance(node.parent, exp.Case)
    return isinstance(node, exp.ParseJSON) and bool(node.args.get("safe"))


def _own_key(statement: Statement) -> str:
    return statement_key(
        statement.rule(), _source(statement) if isinstance(statement, Sourced) else words_of(statement)
    )


def _source(statement: Sourced) -> str:
    match statement.source:
        case FromSpecification():
            return "specification"
        case FromTemplate():
            return "template"
    options = {**statement.options, **statement.last_options}
    return "template file" if "SPECIFICATION_TEMPLATE_FILE" in options else "file"
