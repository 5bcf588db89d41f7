"""The ingress' own pages: plain HTML with nothing from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from spcs_local.ingress.headers import SECURITY

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "img-src 'self'"
)
_HEADERS = {
    **{name.decode(): value.decode() for name, value in SECURITY},
    "content-security-policy": _POLICY,
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True, kw_only=True)
class SignInForm:
    """What the sign-in page shows."""

    service: str
    endpoint: str
    account: str
    form: str
    return_path: str
    user: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A page that says one thing."""

    status: int
    title: str
    text: str
    refresh: int = 0
    link: tuple[str, str] | None = None


def sign_in_page(form: SignInForm) -> Response:
    """The sign-in page; 401 when it says what was wrong."""
    content = (
        _templates().get_template("sign_in.html").render(title=f"Sign in to {form.endpoint}", refresh=0, **vars(form))
    )
    return HTMLResponse(content, 401 if form.problem else 200, _HEADERS)


def message_page(message: Message, *, browser: bool) -> Response:
    """The message as a page for a person, as one line for a program."""
    headers = dict(_HEADERS)
    if message.refresh:
        headers["retry-after"] = str(message.refresh)
    if not browser:
        return PlainTextResponse(f"{message.title}: {message.text}\n", message.status, headers)
    content = _templates().get_template("page.html").render(**vars(message))
    return HTMLResponse(content, message.status, headers)


def own_headers() -> dict[str, str]:
    """What every answer of the ingress itself carries."""
    return dict(_HEADERS)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True, undefined=StrictUndefined
    )
