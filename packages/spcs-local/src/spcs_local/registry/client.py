"""The registry's HTTP API as the account uses it, with tokens of its own issue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx

from spcs_local.registry.authority import Access, Authority
from spcs_local.registry.port import RegistryError

_MANIFESTS = ", ".join(
    (
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
    )
)
_TIMEOUT_SECONDS = 30.0
_SUBJECT = "account"
_PAGE = 1000
_MOST_BYTES = 4 * 2**20  # of a manifest, as the registry takes it, and of an image's configuration


class RegistryClient:
    """API: https://distribution.github.io/distribution/spec/api/"""

    def __init__(self, host: str, authority: Authority, socket: str) -> None:
        self._authority = authority
        self._host = host
        by_socket = httpx.HTTPTransport(uds=socket, trust_env=False)
        self._http = httpx.Client(base_url=f"http://{host}", timeout=_TIMEOUT_SECONDS, transport=by_socket)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def answers(self) -> bool:
        """Whether the server is there and asks for a token."""
        try:
            return self._http.get("/v2/", timeout=10.0).status_code == httpx.codes.UNAUTHORIZED
        except httpx.HTTPError:
            return False

    def repositories(self) -> list[str]:
        """The path of everything that was ever pushed."""
        access = Access("registry", "catalog", ("*",))
        return [str(name) for page in self._pages("/v2/_catalog", access) for name in page.get("repositories") or ()]

    def tags(self, path: str) -> list[str]:
        """The path's tags; none for a path that is not there."""
        pages = self._pages(f"/v2/{path}/tags/list", _on(path, "pull"))
        return [str(tag) for page in pages for tag in page.get("tags") or ()]

    def digest(self, path: str, reference: str) -> str | None:
        """The digest that a tag or digest stands for; None if it is not there."""
        answer = self._send("HEAD", f"/v2/{path}/manifests/{reference}", _on(path, "pull"))
        return str(answer.headers["Docker-Content-Digest"]) if answer.is_success else None

    def architectures(self, path: str, digest: str) -> frozenset[str]:
        """What the image's configuration names, or its index, whose attestations are for no processor."""
        manifest = self._document(path, f"manifests/{digest}")
        index = manifest.get("manifests")
        if index is None:
            configuration = manifest.get("config", {}).get("digest")
            told = [self._document(path, f"blobs/{configuration}")] if configuration else []
        else:
            told = [entry.get("platform", {}) for entry in index]
        return frozenset(str(it["architecture"]) for it in told if it.get("architecture", "unknown") != "unknown")

    def _document(self, path: str, below: str) -> dict[str, Any]:
        """JSON that lies in the registry; nothing for what is none, or too large: whoever pushes says what it is."""
        try:
            found = json.loads(self._text(f"/v2/{path}/{below}", _on(path, "pull")))
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _text(self, url: str, access: Access) -> bytes:
        text = b""
        try:
            with self._http.stream("GET", url, headers=self._headers(access)) as answer:
                for part in answer.iter_bytes():
                    text += part
                    if len(text) > _MOST_BYTES:
                        return b""
        except httpx.HTTPError as error:
            raise RegistryError(f"image registry {self._host}: no answer to GET {url} ({error})") from error
        return text if answer.is_success else b""

    def _pages(self, url: str, access: Access) -> Iterator[dict[str, list[str] | None]]:
        target: str | None = f"{url}?n={_PAGE}"
        while target:
            answer = self._send("GET", target, access)
            if not answer.is_success:
                return
            yield answer.json()
            target = answer.links.get("next", {}).get("url")

    def _send(self, method: str, url: str, access: Access) -> httpx.Response:
        try:
            answer = self._http.request(method, url, headers=self._headers(access))
        except httpx.HTTPError as error:
            raise RegistryError(f"image registry {self._host}: no answer to {method} {url} ({error})") from error
        if answer.is_success or answer.status_code == httpx.codes.NOT_FOUND:
            return answer
        raise RegistryError(f"image registry {self._host}: {method} {url} was answered {answer.status_code}")

    def _headers(self, access: Access) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._authority.issue(_SUBJECT, [access])}", "Accept": _MANIFESTS}


def _on(path: str, *actions: str) -> Access:
    return Access("repository", path, actions)
