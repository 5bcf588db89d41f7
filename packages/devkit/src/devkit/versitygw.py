"""The S3 server of a cluster's object storage, where no image registry answers."""

from pathlib import Path

from devkit.go import Program
from devkit.go_command import GoCommand

COMMAND = GoCommand(
    "versitygw",
    "1.8.0",
    Program("github.com/versity/versitygw/cmd/versitygw", Path(__file__).with_name("versitygw_module")),
    go_version=(1, 25),
)
