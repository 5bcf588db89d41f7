"""What is kept of a call: its method, request and answer, and the statements that the account logged meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parents[1] / "recordings"
TRACKING = re.compile(r"\s*--terraform_provider_usage_tracking .*\Z", re.DOTALL)
LONG, REFERENCE = 150, "$value"
# how the bridge keeps Terraform's state beside the outputs: for itself, and made from them where it is missing
PRIVATE = "__pulumi_raw_state_delta"
# what differs from run to run: times, ports, ids
VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[-+]\d\d:?\d\d)?(?: UTC| Z)?"), "<time>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "<registry>"),
    (re.compile(r"\A[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\Z"), "<uuid>"),
)


@dataclass(frozen=True)
class Exchange:
    """One call. Its `step` is where in the scenario it stands."""

    step: str
    method: str
    request: dict[str, Any]
    answer: dict[str, Any]
    sql: list[str]


def steady(value: Any) -> Any:
    """The value without what differs from run to run."""
    if isinstance(value, dict):
        values = {name: steady(item) for name, item in value.items() if name != PRIVATE}
        # the plugin finds them in no order
        return {**values, "failures": sorted(values["failures"], key=str)} if "failures" in values else values
    if isinstance(value, list):
        return [steady(item) for item in value]
    if isinstance(value, str):
        for pattern, name in VOLATILE:
            value = pattern.sub(name, value)
    return value


def statement(text: str) -> str:
    """Without the comment that says which resource of which version sends it."""
    return TRACKING.sub("", text).strip()


def save(name: str, exchanges: Iterable[Exchange]) -> None:
    """One line a call, so that a change shows as one; what is long and comes again stands once, before them."""
    values: dict[str, int] = {}
    lines = [
        json.dumps(_shared(asdict(exchange), values), sort_keys=True, ensure_ascii=False) for exchange in exchanges
    ]
    RECORDINGS.mkdir(exist_ok=True)
    content = f'{{"values": [\n{_lines(values)}\n],\n"exchanges": [\n{_lines(lines)}\n]}}\n'
    path(name).write_text(content, encoding="utf-8")


def load(name: str) -> list[Exchange]:
    content = json.loads(path(name).read_text(encoding="utf-8"))
    values: list[Any] = []
    for value in content["values"]:
        values.append(_whole(value, values))
    return [Exchange(**_whole(exchange, values)) for exchange in content["exchanges"]]


def path(name: str) -> Path:
    return RECORDINGS / f"{name}.json"


def _lines(items: Iterable[str]) -> str:
    return ",\n".join(items)


def _shared(value: Any, values: dict[str, int], *, top: bool = True) -> Any:
    """The value with its long parts in `values`, by their place there."""
    if isinstance(value, dict):
        value = {name: _shared(item, values, top=False) for name, item in value.items()}
    elif isinstance(value, list):
        value = [_shared(item, values, top=False) for item in value]
    if top or not isinstance(value, dict | list):
        return value
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return {REFERENCE: values.setdefault(text, len(values))} if len(text) > LONG else value


def _whole(value: Any, values: list[Any]) -> Any:
    if isinstance(value, dict):
        if set(value) == {REFERENCE}:
            return values[value[REFERENCE]]
        return {name: _whole(item, values) for name, item in value.items()}
    return [_whole(item, values) for item in value] if isinstance(value, list) else value
