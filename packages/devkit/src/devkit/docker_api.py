"""Just enough of the Docker Engine's HTTP API, since set-up asks before anything is installed.

The API: https://docs.docker.com/reference/api/engine/
"""

import http.client
import json
import os
import socket
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from devkit.errors import ToolchainError

SOCKET = "/var/run/docker.sock"
ASK_SECONDS = 60.0
REMOVE_SECONDS = 120.0


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def host() -> str:
    return os.environ.get("DOCKER_HOST") or f"unix://{SOCKET}"


def version() -> str | None:
    """The version of the daemon that DOCKER_HOST or the default socket leads to; None where none answers."""
    try:
        answer = _request("GET", "/version", ASK_SECONDS)
    except PermissionError as error:
        raise ToolchainError(
            f"docker: {host()} refuses this user ({error}). Run: sudo usermod --append --groups docker $USER, "
            "and sign in again"
        ) from error
    except (OSError, http.client.HTTPException, ValueError):
        return None
    return str(answer["Version"]) if isinstance(answer, dict) and "Version" in answer else None


def objects(label: str) -> list[str]:
    """Names of the containers, networks and volumes with the label; none where no daemon answers."""
    try:
        containers = _get("/containers/json", label, all="true")
        networks = _get("/networks", label)
        volumes = _get("/volumes", label).get("Volumes") or []
    except (OSError, http.client.HTTPException, ValueError):
        return []
    return [it["Id"] for it in containers] + [it["Id"] for it in networks] + [it["Name"] for it in volumes]


def running_containers() -> int:
    try:
        return len(_request("GET", "/containers/json", ASK_SECONDS))
    except (OSError, http.client.HTTPException, ValueError):
        return 0


def containers(label: str) -> dict[str, str]:
    """Ids and names of the running containers with the label."""
    return {it["Id"]: it["Names"][0].lstrip("/") for it in _get("/containers/json", label)}


def image_sizes(label: str) -> dict[str, int]:
    """Bytes of the images that the running containers with the label run, by the containers' names."""
    return {
        it["Names"][0].lstrip("/"): _request("GET", f"/images/{quote(it['ImageID'])}/json", ASK_SECONDS)["Size"]
        for it in _get("/containers/json", label)
    }


def remove_images(label: str) -> int:
    """Remove the images with the label, under all their names; returns how many. Those that containers use stay."""
    images = _get("/images/json", label, all="false")
    answers = [_request("DELETE", f"/images/{quote(it['Id'])}?force=true", REMOVE_SECONDS) for it in images]
    return sum(isinstance(answer, list) for answer in answers)


def remove_references(label: str, registry: str) -> int:
    """Remove the names in a registry that images with the label have; returns how many. An image goes with its last."""
    images = _get("/images/json", label, all="false")
    found = [name for it in images for name in (*(it["RepoTags"] or ()), *(it["RepoDigests"] or ()))]
    answers = [
        _request("DELETE", f"/images/{quote(name)}", REMOVE_SECONDS)
        for name in found
        if name.startswith(f"{registry}/")
    ]
    return sum(isinstance(answer, list) for answer in answers)


def _get(path: str, label: str, **parameters: str) -> Any:
    query = urlencode({**parameters, "filters": json.dumps({"label": [label]})})
    return _request("GET", f"{path}?{query}", ASK_SECONDS)


def _request(method: str, path: str, seconds: float) -> Any:
    connection = _connection(seconds)
    try:
        connection.request(method, path)
        return json.loads(connection.getresponse().read() or b"null")
    finally:
        connection.close()


def _connection(seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(host())
    if parts.scheme == "unix":
        return _UnixConnection(parts.path, seconds)
    if parts.scheme != "tcp":
        raise ToolchainError(f"docker: DOCKER_HOST={host()}: allowed are unix:// and tcp:// addresses")
    if not os.environ.get("DOCKER_TLS_VERIFY"):
        return http.client.HTTPConnection(parts.hostname or "", parts.port or 2375, timeout=seconds)
    folder = Path(os.environ.get("DOCKER_CERT_PATH") or Path.home() / ".docker")
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return http.client.HTTPSConnection(parts.hostname or "", parts.port or 2376, timeout=seconds, context=context)
