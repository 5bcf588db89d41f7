"""What Snowflake's clients and an account say to each other, as far as it may be kept: the text of a statement, and of
its answer number, SQLSTATE, columns and rows' states. Bodies of sign-ins are not looked into."""

import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

QUERIES, RESULTS, SIGN_IN = (
    "/queries/v1/query-request",
    re.compile(r"/queries/[^/]+/result"),
    "/session/v1/login-request",
)
# the account is still at work, and says where to ask again
IN_PROGRESS = (333333, 333334)
# of the session, which the client renews before it asks the same again
SESSION_EXPIRED = 390112
SUCCESS = "ok"


@dataclass(frozen=True)
class Asked:
    """A request; `statement` is None for one that brings none."""

    path: str
    statement: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, method: str, target: str, body: bytes, encoding: str) -> "Asked":
        path = urlsplit(target).path
        if method != "POST" or path != QUERIES:
            return cls(path)
        text = content(body, encoding).get("sqlText")
        return cls(path, text if isinstance(text, str) else None)


@dataclass(frozen=True)
class Answer:
    """`rows` are there to find states in, and are kept nowhere."""

    number: int
    sql_state: str
    columns: tuple[tuple[str, str], ...] = ()
    rows: Sequence[Sequence[Any]] = field(default=(), repr=False)
    result_path: str | None = None

    @classmethod
    def of(cls, body: bytes, encoding: str) -> "Answer | None":
        """None of what is no answer to a statement or a sign-in."""
        found = content(body, encoding)
        if "success" not in found:
            return None
        data = found.get("data") or {}
        number = 0 if found["success"] else _number(found.get("code"))
        where = data.get("getResultUrl")
        return cls(
            _number(found.get("code")) if where else number,
            str(data.get("sqlState") or ""),
            tuple((str(it["name"]), str(it["type"]).upper()) for it in data.get("rowtype") or ()),
            data.get("rowset") or (),
            urlsplit(where).path if isinstance(where, str) else None,
        )

    @property
    def outcome(self) -> str:
        """As the transcript has it."""
        return f"{self.number:06} {self.sql_state}".strip() if self.number else SUCCESS


def content(body: bytes, encoding: str) -> dict[str, Any]:
    """Empty of what is no JSON object."""
    try:
        found = json.loads(gzip.decompress(body) if encoding == "gzip" else body)
    except (ValueError, OSError, EOFError):
        return {}
    return found if isinstance(found, dict) else {}


def encoded(found: dict[str, Any], encoding: str) -> bytes:
    """The other way round."""
    text = json.dumps(found).encode()
    return gzip.compress(text) if encoding == "gzip" else text


def _number(code: object) -> int:
    return int(code) if isinstance(code, str | int) and str(code).isdigit() else -1
