"""Pushes a small image over the registry's API, signing in where the registry says, as Docker does."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

import httpx

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
PATH = "milvus_demo/public/milvus_repo"


class Pusher:
    """One client; every call names who it is."""

    def __init__(self, http: httpx.Client, repository: str = PATH) -> None:
        self._http = http
        self._repository = repository

    def elsewhere(self, repository: str) -> Pusher:
        """The client of another repository."""
        return Pusher(self._http, repository)

    def push(
        self, name: str, tag: str, *, who: tuple[str, str], content: bytes = b"layer", configuration: bytes = b"{}"
    ) -> httpx.Response:
        """Push an image of one layer; the last answer."""
        path = f"{self._repository}/{name}"
        token = self.token(f"/v2/{path}/blobs/uploads/", f"repository:{path}:pull,push", who)
        bearer = {"Authorization": f"Bearer {token}"}
        for blob in (content, configuration):
            answer = self._upload(path, blob, bearer)
            if not answer.is_success:
                return answer
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": _descriptor(configuration, "application/vnd.docker.container.image.v1+json"),
            "layers": [_descriptor(content, "application/vnd.docker.image.rootfs.diff.tar.gzip")],
        }
        headers = {**bearer, "Content-Type": MANIFEST}
        return self._http.put(f"/v2/{path}/manifests/{tag}", content=json.dumps(manifest), headers=headers)

    def push_index(self, name: str, tag: str, architectures: Iterable[str], *, who: tuple[str, str]) -> httpx.Response:
        """Push one small image for each of the processors, and an index of them all; the last answer."""
        entries = []
        for it in architectures:
            pushed = self.push(name, it, who=who, content=it.encode())
            digest, size = pushed.headers["Docker-Content-Digest"], len(pushed.request.content)
            platform = {"architecture": it, "os": "linux"}
            entries.append({"mediaType": MANIFEST, "size": size, "digest": digest, "platform": platform})
        path, index = f"{self._repository}/{name}", {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
        token = self.token(f"/v2/{path}/blobs/uploads/", f"repository:{path}:pull,push", who)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": INDEX}
        return self._http.put(f"/v2/{path}/manifests/{tag}", content=json.dumps(index), headers=headers)

    def pull(self, name: str, tag: str, *, who: tuple[str, str]) -> httpx.Response:
        """Ask for the tag's manifest."""
        path = f"{self._repository}/{name}"
        token = self.token(f"/v2/{path}/manifests/{tag}", f"repository:{path}:pull", who)
        headers = {"Authorization": f"Bearer {token}", "Accept": MANIFEST}
        return self._http.get(f"/v2/{path}/manifests/{tag}", headers=headers)

    def token(self, url: str, scope: str, who: tuple[str, str]) -> str:
        """Follow the registry's challenge to the token route."""
        challenge = self._http.post(url).headers["WWW-Authenticate"]
        fields = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        query = {"service": fields["service"], "scope": scope, "account": who[0]}
        answer = self._http.get(fields["realm"], params=query, auth=who)
        return str(answer.raise_for_status().json()["token"])

    def _upload(self, path: str, blob: bytes, bearer: dict[str, str]) -> httpx.Response:
        begun = self._http.post(f"/v2/{path}/blobs/uploads/", headers=bearer)
        if not begun.is_success:
            return begun
        url = httpx.URL(begun.headers["Location"]).copy_merge_params({"digest": digest_of(blob)})
        return self._http.put(url, content=blob, headers=bearer)


def digest_of(content: bytes) -> str:
    """The content's address in a registry."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _descriptor(blob: bytes, media_type: str) -> dict[str, str | int]:
    return {"mediaType": media_type, "size": len(blob), "digest": digest_of(blob)}
