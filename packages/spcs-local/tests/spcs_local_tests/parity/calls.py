"""Which calls of which client are made, and by which test: from the tests' own text."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from devkit import clients, drivers
from devkit.paths import Paths
from spcs_local_tests.parity.witnesses import TESTS

_CASES = "clients/cases/"
_SHARED = TESTS / _CASES / "place.py"
_CONNECTOR = "snowflake-connector-python"
_OF_PROGRAM = re.compile(r"\.(\w+)\(")


@dataclass(frozen=True, kw_only=True)
class Client:
    """`calls`: of its interface, with what some are given. `files`: of its tests; where these run one `program`, the
    calls are in that. One that is no package has `requests` instead, by how their paths begin.
    """

    name: str
    version: Callable[[Paths], str] = lambda _: ""
    files: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    program: str = ""
    requests: str = ""


@dataclass(frozen=True)
class Made:
    """What one test has a client do."""

    client: Client
    test: str
    calls: tuple[str, ...]


def made(client: Client, named: Mapping[str, str]) -> list[Made]:
    """Test by test; `named` has the witnesses of requests."""
    if client.requests:
        return list(_asked(client, named))
    if client.program:
        found = set(_OF_PROGRAM.findall((TESTS / client.program).read_text(encoding="utf-8")))
        return [Made(client, file, _known(client, found)) for file in client.files]
    return [one for file in client.files for one in _of_cases(client, file)]


def _asked(client: Client, named: Mapping[str, str]) -> Iterator[Made]:
    asked: dict[str, list[str]] = {}
    for key, test in sorted(named.items()):
        kind, _, request = key.partition(":")
        if kind == "request" and request.partition(" ")[2].startswith(client.requests):
            asked.setdefault(test, []).append(request)
    yield from (Made(client, test, tuple(requests)) for test, requests in asked.items())


def _of_cases(client: Client, file: str) -> Iterator[Made]:
    own, shared = ast.parse((TESTS / file).read_text(encoding="utf-8")), ast.parse(_SHARED.read_text(encoding="utf-8"))
    helpers = {
        node.name: node for tree in (shared, own) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    }
    for node in own.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield Made(client, f"{file}::{node.name}", _known(client, _words(node, helpers, set())))


def _words(node: ast.AST, helpers: Mapping[str, ast.FunctionDef], seen: set[str]) -> set[str]:
    """What a function calls and names arguments, what words in capitals it gives, and likewise of those beside it that
    it calls."""
    found = {word for part in ast.walk(node) if (word := _word(part))}
    for name in found & set(helpers) - seen:
        seen.add(name)
        found = found | _words(helpers[name], helpers, seen)
    return found


def _word(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) | ast.keyword(arg=str(name)):
            return name
        case ast.Constant(value=str(text)) if text.isupper():
            return text
    return ""


def _known(client: Client, found: Iterable[str]) -> tuple[str, ...]:
    return tuple(call for call in client.calls if call in set(found))


def _pinned(package: str) -> Callable[[Paths], str]:
    """In the environment of the other connector, which has all that needs it."""
    return lambda paths: f"{package} {clients.Client(clients.CONNECTOR.name, package).version(paths)}"


def _both(paths: Paths) -> str:
    return f"{_CONNECTOR} {clients.CONNECTOR.version(paths)} and {version(_CONNECTOR)}"


def _of_node(paths: Paths) -> str:
    locked = json.loads((paths.clients / "node" / "package-lock.json").read_text(encoding="utf-8"))
    return f"snowflake-sdk {locked['packages']['node_modules/snowflake-sdk']['version']}"


def _of_java(paths: Paths) -> str:
    name, _, number = drivers.jar(paths).stem.rpartition("-")
    return f"{name} {number}"


def _of_go(_paths: Paths) -> str:
    required = (TESTS / "clients" / "go" / "go.mod").read_text(encoding="utf-8")
    return " ".join(re.findall(r"require (\S+) v(\S+)", required)[0])


def _cases(*names: str) -> tuple[str, ...]:
    return tuple(f"{_CASES}{name}.py" for name in names)


CLIENTS = (
    Client(
        name="Python connector",
        version=_both,
        files=_cases("signing_in", "cursors", "bindings", "waiting", "failing", "files"),
        calls=(
            *("connect", "close", "is_closed", "cursor", "execute", "executemany", "execute_string", "execute_stream"),
            *("execute_async", "describe", "fetchone", "fetchmany", "fetchall", "get_result_batches", "nextset"),
            *("get_results_from_sfqid", "get_query_status", "get_query_status_throw_if_error", "is_still_running"),
            *("is_an_error", "abort_query", "autocommit", "commit", "rollback"),
            *("private_key", "PROGRAMMATIC_ACCESS_TOKEN", "WORKLOAD_IDENTITY", "OAUTH", "paramstyle"),
            *("session_parameters", "num_statements", "file_stream"),
        ),
    ),
    Client(
        name="pandas and Arrow",
        version=_pinned("pandas"),
        files=_cases("frames"),
        calls=("connect", "cursor", "execute", "fetchall", "fetch_pandas_all", "fetch_arrow_all"),
    ),
    Client(
        name="Snowpark",
        version=_pinned("snowflake-snowpark-python"),
        files=_cases("snowpark"),
        calls=(
            *("configs", "create", "sql", "collect", "collect_nowait", "cancel_all", "call", "use_role", "use_schema"),
            *("get_current_role", "get_fully_qualified_current_schema", "put", "get_stream"),
        ),
    ),
    Client(
        name="Python API",
        version=_pinned("snowflake-core"),
        files=_cases("python_api"),
        calls=(
            *("create", "create_or_alter", "fetch", "iter", "drop", "rename", "suspend", "resume"),
            *("stop_all_services", "execute_job", "get_service_status", "get_service_logs", "get_containers"),
            *("get_instances", "get_endpoints", "get_roles", "iter_grants_of_service_role", "put", "get", "list_files"),
            *("list_images_in_repository", "grant", "revoke", "to", "grant_role", "revoke_role", "grant_privileges"),
            *("revoke_privileges", "revoke_grant_option_for_privileges", "grant_privileges_on_all"),
            *("revoke_privileges_on_all", "grant_future_privileges", "revoke_future_privileges", "iter_grants_to"),
            *("iter_future_grants_to", "iter_grants_on"),
        ),
    ),
    Client(
        name="SQLAlchemy",
        version=_pinned("snowflake-sqlalchemy"),
        files=_cases("alchemy"),
        calls=(
            *("create_engine", "connect", "execute", "fetchone", "scalar", "commit", "rollback", "dispose", "inspect"),
            *("get_schema_names", "get_table_names", "get_view_names", "get_sequence_names", "get_temp_table_names"),
            *("has_table", "reflect"),
        ),
    ),
    Client(
        name="Node driver",
        version=_of_node,
        files=("clients/test_node_driver.py",),
        program="clients/node/program.js",
        calls=("configure", "createConnection", "connect", "execute", "destroy"),
    ),
    Client(
        name="Java driver",
        version=_of_java,
        files=("clients/test_jdbc_driver.py",),
        program="clients/jdbc_program.py",
        calls=(
            *("getConnection", "createStatement", "prepareStatement", "setInt", "setString", "execute", "executeQuery"),
            *("next", "getString", "getMetaData", "getColumnCount", "getColumnName", "getErrorCode", "getSQLState"),
            *("getDatabaseProductName", "getCatalogs", "getSchemas", "getTables", "getColumns", "getProcedures"),
            *("getFunctions", "getPrimaryKeys", "getImportedKeys", "getExportedKeys", "close"),
        ),
    ),
    Client(
        name="Go driver",
        version=_of_go,
        files=("clients/test_go_driver.py",),
        program="clients/go/main.go",
        calls=(
            *("DSN", "Open", "Conn", "QueryRowContext", "QueryContext", "ExecContext", "Columns", "Next", "Scan"),
            "Close",
        ),
    ),
    Client(name="SQL API", requests="/api/v2/statements"),
    Client(name="OAuth", requests="/oauth/"),
)
