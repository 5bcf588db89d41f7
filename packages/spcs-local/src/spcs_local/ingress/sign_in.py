"""Sign-in and sign-out of people: `/sfc-endpoint/login` and `/sfc-endpoint/logout` of every endpoint's host."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from spcs_local.errors import SnowflakeError
from spcs_local.ingress import forms
from spcs_local.ingress.admission import SESSION_COOKIE, Admission, Refused
from spcs_local.ingress.hosts import host_of, same_origin
from spcs_local.ingress.pages import Message, SignInForm, message_page, own_headers, sign_in_page
from spcs_local.ingress.ports import Endpoint
from spcs_local.ingress.proxy import target_of
from spcs_local.ingress.sessions import LIFETIME_SECONDS
from spcs_local.model.principal import Principal
from spcs_local.source import source_of

LOGIN_PATH = "/sfc-endpoint/login"
LOGOUT_PATH = "/sfc-endpoint/logout"
_OWN_PREFIX = "/sfc-endpoint/"
_FORM_COOKIE = "sfc-endpoint-form"
_FORM_TOKEN = re.compile(r"[\w-]{32}", re.ASCII)
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_STALE = "The page was open for too long. Sign in again."


@dataclass(frozen=True)
class SignIn:
    """The pages of one ingress."""

    admission: Admission
    account: str

    def redirect(self, request: Request) -> Response:
        """Send an unknown visitor to the sign-in page and remember where they wanted to go."""
        wanted = target_of(request).decode("latin-1")
        return RedirectResponse(f"{LOGIN_PATH}?return={quote(wanted, safe='')}", 302, own_headers())

    async def answer(self, request: Request, endpoint: Endpoint) -> Response:
        """Everything under `/sfc-endpoint/`."""
        path, method = request.scope["path"], request.method
        if path == LOGOUT_PATH and method in ("GET", "HEAD", "POST"):
            return self._sign_out(request)
        if path == LOGIN_PATH and method in ("GET", "HEAD"):
            return self._page(request, endpoint, return_path=request.query_params.get("return", "/"))
        if path == LOGIN_PATH and method == "POST":
            return await self._sign_in(request, endpoint)
        raise Refused(Message(status=404, title="No such page", text=f"The ingress does not serve {method} {path}."))

    def _page(self, request: Request, endpoint: Endpoint, **shown: str) -> Response:
        # a page that is open already stays good: browsers ask for the icon, too, and people open two tabs
        known = request.cookies.get(_FORM_COOKIE, "")
        form = known if _FORM_TOKEN.fullmatch(known) else secrets.token_urlsafe(24)
        shown["return_path"] = _local(shown["return_path"])
        response = sign_in_page(
            SignInForm(service=endpoint.service, endpoint=endpoint.endpoint, account=self.account, form=form, **shown)
        )
        _set_cookie(response, _FORM_COOKIE, form, "strict")
        return response

    async def _sign_in(self, request: Request, endpoint: Endpoint) -> Response:
        if not same_origin(request.headers):
            raise Refused(Message(status=403, title="Not allowed", text="The form was sent from another site."))
        if refusal := forms.refused(request):
            raise Refused(Message(status=refusal[0], title="No sign-in form", text=refusal[1]))
        async with request.form(max_files=0, max_fields=10) as form:
            user, password, wanted = (forms.field(form, name) for name in ("user", "password", "return"))
            expected = request.cookies.get(_FORM_COOKIE, "")
            if not expected or not secrets.compare_digest(expected.encode(), forms.field(form, "form").encode()):
                return self._page(request, endpoint, return_path=wanted, user=user, problem=_STALE)
        try:
            principal = await self._authenticate(user, password, source_of(request))
        except SnowflakeError as error:
            return self._page(request, endpoint, return_path=wanted, user=user, problem=error.message)
        return await self._let_in(request, endpoint, principal, wanted)

    async def _authenticate(self, user: str, password: str, source: str) -> Principal:
        delay, authenticate = self.admission.delay, self.admission.account.authenticate_password
        async with delay.lock(user, source):
            try:
                principal = await self.admission.passwords.run(authenticate, user, password, source)
            except SnowflakeError:
                await asyncio.sleep(delay.fail(user, source))
                raise
            delay.succeed(user, source)
            return principal

    async def _let_in(self, request: Request, endpoint: Endpoint, principal: Principal, wanted: str) -> Response:
        await self.admission.check(principal, endpoint)
        response = RedirectResponse(_local(wanted), 303, own_headers())
        token = self.admission.sessions.open(host_of(request), principal.holder)
        _set_cookie(response, SESSION_COOKIE, token, "lax", max_age=int(LIFETIME_SECONDS))
        response.delete_cookie(_FORM_COOKIE)
        return response

    def _sign_out(self, request: Request) -> Response:
        self.admission.sessions.close(host_of(request), request.cookies.get(SESSION_COOKIE, ""))
        text = "You are signed out of this endpoint."
        message = Message(status=200, title="Signed out", text=text, link=("/", "Sign in again"))
        response = message_page(message, browser=True)
        response.delete_cookie(SESSION_COOKIE)
        return response


def _set_cookie(response: Response, name: str, value: str, same_site: Any, max_age: int | None = None) -> None:
    """A cookie of this host alone: no Domain attribute. Not Secure, since the ingress speaks http on loopback."""
    response.set_cookie(name, value, max_age=max_age, path="/", httponly=True, samesite=same_site)


def _local(path: str) -> str:
    """The path if it stays on this host, else the start page: no redirect leads elsewhere."""
    return path if _LOCAL_PATH.fullmatch(path) and not path.startswith(_OWN_PREFIX) else "/"
