"""What the vendor publishes for the versions of the tests."""

from pathlib import Path

from devkit import files

ENGINE = "/releases/sdk/pulumi-v3.1.0-linux-x64.tar.gz"
ENGINE_CHECKSUMS = "/releases/sdk/pulumi-3.1.0-checksums.txt"
PLUGIN = "/releases/plugins/pulumi-resource-snowflake-v2.1.0-linux-amd64.tar.gz"
PLUGIN_CHECKSUMS = "/releases/plugins/pulumi-snowflake_2.1.0_checksums.txt"


def executable(path: Path, text: str = "#!/bin/sh\n") -> Path:
    files.write(path, text, 0o755)
    return path
