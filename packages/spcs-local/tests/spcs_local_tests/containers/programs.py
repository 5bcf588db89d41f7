"""Programs that tests run in containers."""

from __future__ import annotations

import dataclasses

from devkit.testing.waiting import until
from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.port import ContainerSpec

SERVER = (
    "import http.server as h\n"
    "class R(h.BaseHTTPRequestHandler):\n"
    "    def do_GET(self):\n"
    "        self.send_response(200); self.end_headers()\n"
    "h.HTTPServer(('', 8000), R).serve_forever()\n"
)


def run_program(containers: DockerContainers, spec: ContainerSpec, program: str) -> str:
    """What the program prints, once it has ended."""
    containers.run(dataclasses.replace(spec, command=("python3", "-c", program), args=()))
    until(lambda: (state := containers.inspect(spec.name)) is not None and state.status == "exited", "it ends")
    return containers.logs(spec.name, 50)
