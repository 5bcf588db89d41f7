"""Where two recordings differ in what the engine, or the account, gets to see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from standins_tests.conformance.exchange import Exchange
from standins_tests.conformance.wire import SECRET

NOT_THERE = "does not exist or not authorized"
READS = ("SHOW ", "DESCRIBE ", "SELECT ")
_STATEMENT_ERROR = re.compile(r"(\d{6})(?: \(\w{5}\))?: (.*)", re.DOTALL)


def differences(first: Exchange, second: Exchange) -> list[str]:
    """Of the answers and the statements, one line a place."""
    found = _compare("", told(first.answer), told(second.answer))
    return [*found, *_compare("sql", _acts(first.sql), _acts(second.sql)), *_reads(first.sql, second.sql)]


def told(answer: dict[str, Any]) -> Any:
    """The answer without the plugin's own words: of a refusal that it is one, of an error the account's sentence."""
    if "error" in answer:
        return {"error": _sentence(answer["error"])}
    if "failures" in answer:
        return {"failures": "some"}
    if "replaces" in answer:
        answer = {**answer, "replaces": sorted(set(answer["replaces"]))}
    return _without_nothing(answer)


def _acts(statements: list[str]) -> list[str]:
    return [text for text in statements if not text.startswith(READS)]


def _reads(first: list[str], second: list[str]) -> Iterator[str]:
    """The second may read less than the first, but nothing else."""
    for text in second:
        if text.startswith(READS) and text not in first:
            yield f"sql: {text} is not among {first}"


def _sentence(error: str) -> str:
    if NOT_THERE in error:
        return NOT_THERE
    match = _STATEMENT_ERROR.search(error)
    return f"{match[1]}: {match[2].strip()}" if match else error


def _without_nothing(value: Any) -> Any:
    """What is null is not there; a secret is as good as what it hides."""
    if isinstance(value, dict):
        if set(value) == {SECRET}:
            return _without_nothing(value[SECRET])
        cleaned = {name: _without_nothing(item) for name, item in value.items()}
        return {name: item for name, item in cleaned.items() if item is not None}
    return [_without_nothing(item) for item in value] if isinstance(value, list) else value


def _compare(path: str, first: Any, second: Any) -> Iterator[str]:
    if isinstance(first, dict) and isinstance(second, dict):
        for name in sorted({*first, *second}):
            yield from _compare(f"{path}.{name}".lstrip("."), first.get(name), second.get(name))
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for index, pair in enumerate(zip(first, second, strict=True)):
            yield from _compare(f"{path}[{index}]", *pair)
    elif first != second:
        yield f"{path}: {json.dumps(first, ensure_ascii=False)} is {json.dumps(second, ensure_ascii=False)}"
