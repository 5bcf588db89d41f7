"""Whatever is sent, the account answers as Snowflake does: a result, or an error with its number; it never breaks."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark
from lark.grammar import NonTerminal, Terminal

from spcs_local.account import Account
from spcs_local.errors import SnowflakeError
from spcs_local.model.principal import Holder
from spcs_local.model.session import Session
from spcs_local.statements.parser import Parser
from spcs_local_tests.properties.texts import any_text, gaps, literal, names, quoted
from spcs_local_tests.running import RunningAccount

pytestmark = pytest.mark.timeout(3600)
_DEEPEST = 24
# what there is in the account, and what is not
_WORDS = ("DEMO", "APP", "POOL", "FILES", "REPO", "OWNER", "GUEST", "ADMIN", "PUBLIC", "NONE", "X", "OUT", "RULE")
_OPTIONS = (
    "COMMENT",
    "MIN_NODES",
    "MAX_NODES",
    "TYPE",
    "MODE",
    "VALUE_LIST",
    "ENABLED",
    "LOGIN_NAME",
    "DAYS_TO_EXPIRY",
)
_FUNCTIONS = (
    "CURRENT_ROLE",
    "IS_ROLE_IN_SESSION",
    "SYSTEM$GET_SERVICE_LOGS",
    "SYSTEM$GET_SERVICE_STATUS",
    "LAST_QUERY_ID",
)
_TEXTS: dict[str, st.SearchStrategy[str]] = {
    "WORD": st.sampled_from((*_WORDS, *_OPTIONS, *_FUNCTIONS)),
    "QUOTED": names.map(quoted),
    "STRING": any_text.map(literal),
    "DOLLAR": any_text.filter(lambda text: "$$" not in text + "$").map(lambda text: f"$${text}$$"),
    "NUMBER": st.integers().map(str) | st.floats(allow_nan=False, allow_infinity=False).map(lambda n: f"{n:f}"),
    "BIND": st.sampled_from(["?", ":1", ":7"]),
    "IDENTIFIER_CALL": st.just("IDENTIFIER"),
    "STAGE_REFERENCE": st.sampled_from(["@FILES", "@DEMO.APP.FILES/a", '@"x"/y', "@~/x", "@%t", "@NONE"]),
    "FILE_URL": st.sampled_from(["file:///tmp/x", "file://*"]),
}


def _grammar(parser: Parser) -> Lark:
    found: Lark = parser._lark
    return found


@st.composite
def statements(draw: st.DrawFn, grammar: Lark) -> str:
    """Any statement that the grammar allows."""
    rules: dict[str, list[Any]] = {}
    for rule in grammar.rules:
        rules.setdefault(rule.origin.name, []).append(rule)
    terminals = {terminal.name: terminal.pattern.value for terminal in grammar.terminals}

    def expand(symbol: Any, depth: int) -> Iterator[str]:
        if isinstance(symbol, Terminal):
            yield _text(draw, symbol.name, terminals[symbol.name])
            return
        choices = rules[symbol.name]
        if depth > _DEEPEST:
            fewest = min(len(rule.expansion) for rule in choices)
            choices = [rule for rule in choices if len(rule.expansion) == fewest]
        for part in draw(st.sampled_from(choices)).expansion:
            yield from expand(part, depth + 1)

    return " ".join(expand(NonTerminal("statement"), 0))


def _text(draw: st.DrawFn, name: str, pattern: str) -> str:
    if name in _TEXTS:
        return draw(_TEXTS[name])
    if name.startswith("_"):  # a keyword: its name is its text
        return name.strip("_").replace("_", " ")
    return pattern.replace("\\", "")


@given(st.data())
def test_answer_every_statement_of_the_grammar(
    account: Account, session: Session, parser: Parser, data: st.DataObject
) -> None:
    text = data.draw(statements(_grammar(parser)))
    bindings = {"1": {"type": "TEXT", "value": data.draw(any_text | st.none())}}
    before = session.state()
    try:
        result = account.execute(session, text, bindings)
        assert all(len(row) == len(result.columns) for row in result.rows)
    except SnowflakeError:
        assert account.log.last(1)[0]["error_number"]  # any other error fails the test
    # USE and GRANT to others shall not keep the next example from reaching anything
    session.__dict__.update(json.loads(before))


@given(
    st.lists(st.sampled_from(_WORDS) | any_text | gaps | st.sampled_from(["CREATE", "ROLE", "SHOW", "("]), max_size=12)
)
def test_answer_any_text(account: Account, session: Session, parts: list[str]) -> None:
    before = session.state()
    try:
        account.execute(session, " ".join(parts))
    except SnowflakeError:
        assert account.log.last(1)[0]["error_number"]  # any other error fails the test
    session.__dict__.update(json.loads(before))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["\ud800", "SELECT 1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
_LOGIN_FIELDS = ("LOGIN_NAME", "PASSWORD", "AUTHENTICATOR", "TOKEN", "SESSION_PARAMETERS", "CLIENT_APP_ID")
_LOGIN = st.fixed_dictionaries({}, optional=dict.fromkeys(_LOGIN_FIELDS, json_values))
_PARAMETERS = st.dictionaries(st.sampled_from(["AUTOCOMMIT", "TIMEZONE", "CLIENT_PREFETCH_THREADS", "X"]), json_values)
_QUERY = st.fixed_dictionaries(
    {"sqlText": json_values | st.sampled_from(["SELECT ?", "SHOW ROLES", "LIST @DEMO.APP.FILES"])},
    optional=dict.fromkeys(("bindings", "describeOnly", "asyncExec", "parameters", "sequenceId"), json_values),
)
_BODIES = {
    "/session/v1/login-request": json_values
    | st.fixed_dictionaries({"data": json_values | _LOGIN})
    | st.fixed_dictionaries({"data": st.fixed_dictionaries({"SESSION_PARAMETERS": _PARAMETERS})}),
    "/session/token-request": json_values | st.fixed_dictionaries({"requestType": json_values}),
    "/session/authenticator-request": json_values,
    "/session/heartbeat": json_values,
    "/queries/v1/query-request": json_values | _QUERY,
    "/queries/v1/abort-request": json_values,
    "/api/v2/databases": json_values | st.dictionaries(st.sampled_from(["name", "comment", "x y"]), json_values),
    "/api/v2/databases/DEMO/schemas/APP/services": json_values,
}


class Client:
    """Requests to the application itself: what breaks in it breaks the test."""

    def __init__(self, app: Any, runner: asyncio.Runner) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://localhost")
        self._runner = runner

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request."""
        return self._runner.run(self._http.request(method, path, **more))


@pytest.fixture(scope="module")
def client(running: RunningAccount) -> Iterator[Client]:
    """One for all examples."""
    with asyncio.Runner() as runner:
        yield Client(running.composition.app, runner)


@pytest.fixture(scope="module")
def token(running: RunningAccount) -> str:
    """A session's."""
    account = running.account
    administrator = account.model.objects.find("USER", "ADMIN")
    assert administrator is not None
    return account.model.sessions.open(account.model.identity.session(Holder(administrator.id))).session_token


@given(st.data(), st.sampled_from(sorted(_BODIES)), st.booleans())
def test_answer_any_json(client: Client, token: str, data: st.DataObject, path: str, known: bool) -> None:
    body = data.draw(_BODIES[path])
    headers = {"authorization": f'Snowflake Token="{token if known else "ses:none"}"'}
    response = client.send("POST", path, content=json.dumps(body), headers=headers)
    assert response.status_code < 500
    answer = response.json()
    assert answer.get("code") != "300002"


@given(st.binary(max_size=200), st.sampled_from(sorted(_BODIES)), st.sampled_from(["gzip", "identity", "br"]))
def test_answer_any_bytes(client: Client, token: str, content: bytes, path: str, encoding: str) -> None:
    headers = {"authorization": f'Snowflake Token="{token}"', "content-encoding": encoding}
    assert client.send("POST", path, content=content, headers=headers).status_code < 500


@given(st.text(max_size=40), st.sampled_from(["/queries/{}/result", "/monitoring/queries/{}", "/transfer/{}/x", "/{}"]))
def test_answer_any_path(client: Client, token: str, text: str, path: str) -> None:
    address = path.format(quote(text, safe="", errors="replace"))
    headers = {"authorization": f'Snowflake Token="{token}"'}
    for method in ("GET", "PUT", "POST"):
        assert client.send(method, address, headers=headers).status_code < 500


@given(st.text(), st.text())
def test_answer_any_credentials(client: Client, user: str, password: str) -> None:
    pair = base64.b64encode(f"{user}:{password}".encode(errors="replace")).decode()
    response = client.send("GET", "/token", params={"scope": user}, headers={"authorization": f"Basic {pair}"})
    assert response.status_code < 500
