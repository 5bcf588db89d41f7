"""The reference registry's configuration file."""

from __future__ import annotations

import json
from pathlib import Path

from spcs_local.registry.authority import ISSUER, SERVICE, certificate_path

STORAGE = "storage"
SOCKET = "registry.sock"


def configuration(directory: Path, port: int, account_port: int, http_secret: str) -> str:
    """The file's text; JSON, which is YAML too. It sets up neither a debug listener nor trace export.

    The server listens on a unix socket in the directory that it works in, the front on the port that clients know.
    Keys: https://distribution.github.io/distribution/about/configuration/
    """
    return json.dumps(
        {
            "version": 0.1,
            "log": {"level": "error", "accesslog": {"disabled": True}},
            "storage": {"filesystem": {"rootdirectory": str(directory / STORAGE)}},
            "http": {
                "net": "unix",
                "addr": SOCKET,  # paths of sockets may have 108 bytes, that of the directory any number
                "host": f"http://127.0.0.1:{port}",  # of the places that its answers name
                "secret": http_secret,
            },
            "auth": {
                "token": {
                    # a name, since clients refuse tokens from an address of the machine itself or of its network
                    "realm": f"http://localhost:{account_port}/token",
                    "service": SERVICE,
                    "issuer": ISSUER,
                    "rootcertbundle": str(certificate_path(directory)),
                }
            },
        },
        indent=1,
    )
