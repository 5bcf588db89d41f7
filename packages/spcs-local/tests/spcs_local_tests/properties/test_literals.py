"""String constants, `$$` text and bindings, through the parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spcs_local.account import Account
from spcs_local.errors import NotSupportedError
from spcs_local.model.credentials import mask
from spcs_local.model.session import Session
from spcs_local.statements.parser import Parser
from spcs_local.statements.rules.session import Select
from spcs_local_tests.properties.texts import any_text, comments, gaps, literal

_ESCAPES = (
    lambda c: f"\\u{ord(c):04x}" if ord(c) < 0x10000 else c,
    lambda c: f"\\x{ord(c):02X}" if ord(c) < 0x100 else f"\\u{ord(c):04X}" if ord(c) < 0x10000 else c,
    lambda c: f"\\{ord(c):03o}" if ord(c) < 0o400 else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else c,
)


def selected(parser: Parser, text: str, bindings: dict[str, object] | None = None) -> object:
    statement = parser.parse(f"SELECT {text}", bindings)
    assert isinstance(statement, Select)
    [item] = statement.items
    return item.selected


@given(any_text)
def test_read_back_a_constant(parser: Parser, text: str) -> None:
    assert selected(parser, literal(text)) == text
    assert selected(parser, "'" + text.replace("\\", "\\\\").replace("'", "''") + "'") == text


@given(any_text, st.sampled_from(_ESCAPES))
def test_read_back_every_escape(parser: Parser, text: str, escape: object) -> None:
    assert callable(escape)
    assert selected(
        parser, "'" + "".join(map(escape, text.replace("\\", ""))).replace("'", "''") + "'"
    ) == text.replace("\\", "")


@given(any_text.filter(lambda text: "$$" not in text + "$"))
def test_read_back_dollar_text(parser: Parser, text: str) -> None:
    assert selected(parser, f"$${text}$$") == text


@given(any_text)
def test_read_back_a_binding(parser: Parser, text: str) -> None:
    assert selected(parser, "?", {"1": {"type": "TEXT", "value": text}}) == text


@given(any_text, comments, gaps)
def test_ignore_comments_around_a_constant(parser: Parser, text: str, comment: str, gap: str) -> None:
    assert selected(parser, f"{comment}{gap}{literal(text)}{gap}") == text


@given(any_text.map(lambda text: f"hidden{text}"), gaps, st.sampled_from(["PASSWORD", "password", "Secret_String"]))
def test_mask_a_secret_however_it_is_written(text: str, gap: str, word: str) -> None:
    dollar = [f"$${text}$$"] if "$$" not in text + "$" else []
    for written in (literal(text), *dollar):
        assert "hidden" not in mask(f"CREATE USER U {word}{gap.replace('hidden', '')}={gap}{written} COMMENT = 'c'")


@given(any_text, any_text)
def test_mask_a_secret_beside_other_text(before: str, comment: str) -> None:
    text = f"CREATE USER U COMMENT = {literal(before)} PASSWORD = 'hidden' /*{comment.replace('*/', '')}*/"
    assert "hidden" not in mask(text)
    assert literal(before) in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE USER U COMMENT = 'password =' PASSWORD = 'hidden'",
        "CREATE USER U -- don't\nPASSWORD = 'hidden'",
        "CREATE USER U PASSWORD 'hidden'",
        "CREATE USER U PASSWORD = hidden",
        'CREATE USER U PASSWORD = "hidden"',
        "CREATE USER U PASSWORD = 'hidden",
        "CREATE USER U -- PASSWORD = 'hidden'",
        "CREATE USER U PASSWORD = $$hidden",
    ],
)
def test_mask_a_secret_that_is_written_wrongly(text: str) -> None:
    assert "hidden" not in mask(text)


def test_mask_a_secret_in_the_error(account: Account, session: Session) -> None:
    with pytest.raises(NotSupportedError, match="hidden"):
        account.execute(session, "CREATE USER U PASSWORD 'hidden'")
    [entry] = account.log.last(1)
    assert "hidden" not in entry["text"] + entry["error"]
