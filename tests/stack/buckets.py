"""An S3 server with a bucket for the state of stacks."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from devkit.testing.waiting import PATIENCE, until

NAME = "milvus-state"
_RUNNING = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")


@dataclass(frozen=True)
class Bucket:
    """`url` is the server's."""

    url: str

    @property
    def variables(self) -> dict[str, str]:
        """What the engine needs to keep its state here."""
        return {
            "PULUMI_BACKEND_URL": f"s3://{NAME}?endpoint={self.url}&s3ForcePathStyle=true&region=us-east-1",
            "AWS_ACCESS_KEY_ID": "of",
            "AWS_SECRET_ACCESS_KEY": "tests",
            # or the engine warns at each look
            "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
        }

    def put(self, key: str, content: str) -> None:
        """An object, or with no key the bucket itself."""
        httpx.put(
            f"{self.url}/{NAME}/{key}".rstrip("/"), content=content, timeout=PATIENCE, trust_env=False
        ).raise_for_status()


@contextmanager
def opened_bucket(python: Path, log: Path) -> Iterator[Bucket]:
    """An empty one, on a free port; `python` has the server installed, which writes a line for each request."""
    command = [str(python), "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]
    with log.open("w") as written:
        process = subprocess.Popen(command, stdout=written, stderr=subprocess.STDOUT)
    try:
        until(lambda: _RUNNING.search(log.read_text()), "that the S3 server listens")
        bucket = Bucket(_RUNNING.findall(log.read_text())[0])
        bucket.put("", "")
        yield bucket
    finally:
        process.kill()
        process.wait(PATIENCE)
