"""The page's HTML. Whatever comes from the account is escaped: names and statements may be hostile."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from spcs_local import ingress
from spcs_local.page.overview import Overview, Table
from spcs_local.page.plots import HEIGHT, WIDTH, Plots

_ADDRESS = re.compile(r"[a-z0-9-]+\.localhost:\d+")
_GOOD = ("READY", "RUNNING", "ACTIVE", "IDLE", "STARTED", "DONE")
Shown = Table | Sequence[Table] | Sequence[Plots]
_BAD = ("FAILED", "INTERNAL_ERROR")


@dataclass(frozen=True)
class Content:
    """The part of the page that changes; its version changes with it."""

    html: Markup
    version: str


def content(overview: Overview) -> Content:
    """Every section, each with a version of its own."""
    parts: list[tuple[str, str, Shown]] = [(t.key, t.title, t) for t in overview.running]
    if overview.metrics:
        parts.insert(3, ("metrics", "Metrics", overview.metrics))
    parts.append(("objects", "Objects", overview.objects))
    parts.append((overview.statements.key, overview.statements.title, overview.statements))
    html = Markup("\n").join(_section(*part) for part in parts)
    return Content(html, _digest(html))


def render(template: str, **values: object) -> str:
    """One page."""
    return _templates().get_template(template).render(refresh=0, **values)


@cache
def style() -> str:
    """The ingress' look, and what tables need besides."""
    shared = _directory(ingress.__file__, "templates") / "style.css"
    own = _directory(__file__, "static") / "page.css"
    return shared.read_text(encoding="utf-8") + own.read_text(encoding="utf-8")


@cache
def script() -> str:
    """What keeps an open page up to date."""
    return (_directory(__file__, "static") / "page.js").read_text(encoding="utf-8")


def _section(key: str, title: str, shown: Shown) -> Markup:
    inner = render("section.html", key=key, title=title, content=shown, width=WIDTH, height=HEIGHT)
    section = '<section id="{}" data-version="{}" aria-labelledby="heading-{}">{}</section>'
    return Markup(section).format(key, _digest(inner), key, Markup(inner))  # noqa: S704 - escaped by the template


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


def _directory(module: str | None, name: str) -> Path:
    return Path(module or "").with_name(name)


@cache
def _templates() -> Environment:
    places = [_directory(__file__, "templates"), _directory(ingress.__file__, "templates")]
    environment = Environment(
        loader=FileSystemLoader(places), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"moment": _moment, "milliseconds": _milliseconds, "mood": _mood, "heading": _heading}
    environment.tests["address"] = lambda value: _ADDRESS.fullmatch(str(value)) is not None
    return environment


def _moment(seconds: float) -> Markup:
    """A point in time, in this machine's zone."""
    when = datetime.fromtimestamp(float(seconds)).astimezone()
    return Markup('<time datetime="{}">{}</time>').format(when.isoformat(), when.strftime("%Y-%m-%d %H:%M:%S"))


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _mood(state: str) -> str:
    if state in _GOOD:
        return "good"
    return "bad" if state in _BAD else "waiting"


def _heading(column: str) -> str:
    """A column's name in words: `is_public` is Public, `created_on` is Created."""
    words = column.removeprefix("is_").removesuffix("_on").replace("_", " ")
    return {"url": "URL", "text": "Statement", "seconds": "Duration", "query id": "Query id"}.get(
        words, words.capitalize().replace(" url", " URL").replace("Dns", "DNS")
    )
