"""Requests that clients make of the account's HTTP: the routes, and the paths of the REST API below its one route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.routing import Route

from spcs_local.account import Account
from spcs_local.app import build_app
from spcs_local.routes.rest.path import PREFIX, read, segments_of
from spcs_local.routes.rest.resources import ANY, RESOURCES, Resource

NAME = "{name}"
_REST = PREFIX + "{path:path}"
_GRANTS = ("grants", "future-grants")
# what a grant by its own path is of: an object, or all that there are or will be in one
_GRANTED = ("{kind}/{name}", "all/{kinds}/{kind}/{name}", "future/{kinds}/{kind}/{name}")


def known(account: Account) -> Iterator[tuple[str, str]]:
    """Every method and path."""
    for route in build_app(account).routes:
        assert isinstance(route, Route)
        for method in sorted(route.methods or ()):
            # Starlette adds HEAD to every GET
            if route.path != _REST and (method != "HEAD" or "GET" not in (route.methods or ())):
                yield method, route.path
    for collection, resource in RESOURCES.items():
        yield from _of_resource("".join(f"{above}/{NAME}/" for above in resource.above) + collection, resource)
    grantee = f"{PREFIX}grants/{{grantee}}/{NAME}"
    yield "GET", grantee
    yield from ((method, f"{grantee}/{granted}/privileges") for granted in _GRANTED for method in ("POST", "DELETE"))


def asked(route: Route, scope: Mapping[str, Any]) -> tuple[str, str]:
    """Which of them a request is that the route has answered with success."""
    if route.path != _REST:
        return scope["method"], route.path
    segments = segments_of(scope["raw_path"].decode("latin-1").partition("?")[0])
    return scope["method"], PREFIX + (_grant(segments) if segments[0] == "grants" else _resource(segments))


def _of_resource(place: str, resource: Resource) -> Iterator[tuple[str, str]]:
    path = PREFIX + place
    yield from ((method, path) for method in ("GET", "POST"))
    yield from ((method, f"{path}/{NAME}") for method in ("GET", "PUT", "DELETE"))
    yield from (("POST", f"{path}/{NAME}:{action}") for action in resource.actions)
    yield from (("GET", f"{path}/{name}") for name in resource.beside)
    for pattern in resource.parts:
        yield "GET", "/".join((path, NAME, *(NAME if part == ANY else part for part in pattern)))
    if resource.kind == "SERVICE":
        yield "POST", f"{path}:execute-job"
    if resource.kind in ("ROLE", "USER"):
        for grants in _GRANTS:
            yield from ((method, f"{path}/{NAME}/{grants}") for method in ("GET", "POST"))
            yield "POST", f"{path}/{NAME}/{grants}:revoke"


def _resource(segments: list[str]) -> str:
    path = read(segments)
    collection = next(name for name, resource in RESOURCES.items() if resource is path.resource)
    parts = [part for above in path.resource.above for part in (above, NAME)] + [collection]
    if path.name is not None:
        parts.append(path.name if path.name in path.resource.beside else NAME)
    patterns = [pattern for pattern in path.resource.parts if len(pattern) == len(path.below)]
    of_names = [pattern for pattern in patterns if all(map(_fits, pattern, path.below))]
    parts += [NAME if part == ANY else part for part in (of_names or [path.below])[0]]
    return "/".join(parts) + (f":{path.action}" if path.action else "")


def _fits(wanted: str, got: str) -> bool:
    return wanted in (ANY, got)


def _grant(segments: list[str]) -> str:
    """Without the one privilege that may stand at the end."""
    _, _, _, *granted = segments
    form = next((form for form in _GRANTED[1:] if granted[:1] == [form.partition("/")[0]]), _GRANTED[0])
    return f"grants/{{grantee}}/{NAME}" + (f"/{form}/privileges" if granted else "")
