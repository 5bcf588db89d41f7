"""What copies images from registry to registry, without a Docker daemon."""

from pathlib import Path

from devkit.go import Program
from devkit.go_command import GoCommand

COMMAND = GoCommand(
    "crane",
    "0.22.1",
    Program("github.com/google/go-containerregistry/cmd/crane", Path(__file__).with_name("crane_module")),
    go_version=(1, 25),
)
