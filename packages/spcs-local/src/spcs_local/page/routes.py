"""The page's routes. None changes anything in the account; sign-in and sign-out change the cookie alone."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from spcs_local.account import Account
from spcs_local.errors import SignInFailedError
from spcs_local.ingress import forms
from spcs_local.ingress.sessions import LIFETIME_SECONDS
from spcs_local.model.session import Session
from spcs_local.page import pages
from spcs_local.page.access import ROLE, NotAdministratorError
from spcs_local.page.admission import PageAdmission, SignInNeededError
from spcs_local.page.overview import Reader

_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # without a referrer, browsers would send `Origin: null` with the form
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}

Endpoint = Callable[[Request], Awaitable[Response]]


def page_routes(account: Account, admission: PageAdmission | None = None) -> list[Route]:
    """All of them."""
    return PageRoutes(account, admission or PageAdmission(account)).routes()


class PageRoutes:
    """`/` and what it needs, under `/page/`."""

    def __init__(self, account: Account, admission: PageAdmission) -> None:
        self._account = account
        self._admission = admission

    def routes(self) -> list[Route]:
        """All of them, each behind the same door."""
        return [
            self._route("/", self._page, "GET"),
            self._route("/page/content", self._content, "GET"),
            self._route("/page/sign-in", self._sign_in, "POST"),
            self._route("/page/sign-out", self._sign_out, "POST"),
            self._route("/page/page.css", self._style, "GET"),
            self._route("/page/page.js", self._script, "GET"),
        ]

    def _route(self, path: str, endpoint: Endpoint, method: str) -> Route:
        async def guarded(request: Request) -> Response:
            if not self._admission.is_local(request):
                return PlainTextResponse("This page is served as 127.0.0.1 and localhost alone.\n", 403, _HEADERS)
            if method == "POST" and not self._admission.is_own_form(request):
                return PlainTextResponse("The form was sent from another site.\n", 403, _HEADERS)
            try:
                return await endpoint(request)
            except NotAdministratorError as error:
                return self._html("refused.html", 403, title="Not allowed", user=str(error), role=ROLE)

        return Route(path, guarded, methods=[method])

    async def _page(self, request: Request) -> Response:
        try:
            session = await self._admission.administrator(request)
        except SignInNeededError:
            return self._form()
        content = await run_in_threadpool(self._read, session)
        name = self._account.model.settings.identifier
        who = {"user": self._account.model.identity.holder_of(session).name, "role": ROLE, "account": name}
        return self._html("account.html", 200, title=f"Account {name}", now=time.time(), content=content, **who)

    async def _content(self, request: Request) -> Response:
        try:
            session = await self._admission.administrator(request)
        except SignInNeededError:
            return PlainTextResponse("Nobody is signed in.\n", 401, _HEADERS)
        content = await run_in_threadpool(self._read, session)
        headers = _HEADERS | {"etag": f'"{content.version}"'}
        if request.headers.get("if-none-match", "").strip('"') == content.version:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(content.html, headers=headers)

    async def _sign_in(self, request: Request) -> Response:
        if refusal := forms.refused(request):
            return PlainTextResponse(f"{refusal[1]}\n", refusal[0], _HEADERS)
        async with request.form(max_files=0, max_fields=10) as form:
            user, password = forms.field(form, "user"), forms.field(form, "password")
        try:
            token = await self._admission.sign_in(request, user, password)
        except SignInFailedError as error:
            return self._form(401, user, error.message)
        response = RedirectResponse("/", 303, _HEADERS)
        lifetime = int(LIFETIME_SECONDS)
        # not Secure, since the account speaks http on loopback; no Domain, so that it is this host's alone
        response.set_cookie(self._admission.cookie, token, max_age=lifetime, path="/", httponly=True, samesite="strict")
        return response

    async def _sign_out(self, request: Request) -> Response:
        self._admission.sign_out(request)
        response = RedirectResponse("/", 303, _HEADERS)
        response.delete_cookie(self._admission.cookie, path="/", httponly=True, samesite="strict")
        return response

    async def _style(self, _request: Request) -> Response:
        return Response(pages.style(), media_type="text/css", headers=_HEADERS)

    async def _script(self, _request: Request) -> Response:
        return Response(pages.script(), media_type="text/javascript", headers=_HEADERS)

    def _read(self, session: Session) -> pages.Content:
        return pages.content(Reader(self._account, session).overview())

    def _form(self, status: int = 200, user: str = "", problem: str = "") -> Response:
        values = {"account": self._account.model.settings.identifier, "role": ROLE, "user": user, "problem": problem}
        return self._html("admin_sign_in.html", status, title="Sign in to the account", **values)

    def _html(self, template: str, status: int, **values: object) -> Response:
        return HTMLResponse(pages.render(template, **values), status, _HEADERS)
