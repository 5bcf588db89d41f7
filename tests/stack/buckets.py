"""A server with a bucket of S3 for the state of stacks, and keys of KMS for their secrets."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from devkit.testing.waiting import PATIENCE, until

NAME = "milvus-state"
KEY_REGION = "eu-central-1"
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
            "AWS_ENDPOINT_URL_KMS": self.url,
            # or the engine warns at each look
            "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
        }

    @property
    def by_role(self) -> dict[str, str]:
        """The same for who has a role of AWS by a token, and no key of AWS."""
        stored = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        kept = {name: value for name, value in self.variables.items() if name not in stored}
        role = "arn:aws:iam::123456789012:role/deployer"
        return {**kept, "AWS_ENDPOINT_URL_STS": self.url, "AWS_REGION": KEY_REGION, "AWS_ROLE_ARN": role}

    def put(self, key: str, content: str) -> None:
        """An object, or with no key the bucket itself."""
        httpx.put(
            f"{self.url}/{NAME}/{key}".rstrip("/"), content=content, timeout=PATIENCE, trust_env=False
        ).raise_for_status()

    def make_key(self, alias: str) -> None:
        """A key of KMS under that name, in the region that the stack's file names."""
        key = self._kms("CreateKey")["KeyMetadata"]["KeyId"]
        self._kms("CreateAlias", AliasName=alias, TargetKeyId=key)

    def _kms(self, action: str, **content: str) -> dict[str, Any]:
        scope = f"of/20260101/{KEY_REGION}/kms/aws4_request"
        headers = {
            "X-Amz-Target": f"TrentService.{action}",
            "Content-Type": "application/x-amz-json-1.1",
            # the server looks at the region and the service alone
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none",
        }
        answer = httpx.post(self.url, headers=headers, json=content, timeout=PATIENCE, trust_env=False)
        return dict(answer.raise_for_status().json() or {})


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
