"""How a stand-in is started."""

from __future__ import annotations

import subprocess
import sys

from pulumi_standins import launch


def test_launch_imports_the_protocol_without_the_sdk() -> None:
    program = (
        f"import runpy, sys; runpy.run_path({launch.__file__!r})['without_sdk']();"
        "from pulumi.runtime.proto import provider_pb2_grpc; print('pulumi.resource' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
