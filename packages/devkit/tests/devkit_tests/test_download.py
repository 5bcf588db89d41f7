"""Downloads are used when they are what the vendor's list of checksums says, and not otherwise."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from devkit import download
from devkit.console import Step
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.progress import Progress
from devkit_tests.vendor import Vendor, serving

FILE = b"what was published"
SHA256, SHA1 = hashlib.sha256(FILE).hexdigest(), hashlib.sha1(FILE, usedforsecurity=False).hexdigest()


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving() as made:
        made.published["/pulumi.tar.gz"] = FILE
        yield made


def fetch(context: Context, vendor: Vendor, target: Path, step: Step | None = None) -> bool:
    step = step or context.step("engine")
    return download.fetch(step, f"{vendor.url}/pulumi.tar.gz", f"{vendor.url}/checksums.txt", target / "archive")


@pytest.mark.parametrize(
    "listed",
    [
        f"{'0' * 64}  pulumi.tar.gz.sig\n{SHA256}  pulumi.tar.gz\n",
        f"{SHA1}  ./pulumi.tar.gz\n",
        f"{SHA256.upper()} *pulumi.tar.gz\r\n",
    ],
    ids=["sha256sum", "shasum", "binary"],
)
def test_fetch_takes_the_file_that_the_list_names(
    context: Context, vendor: Vendor, tmp_path: Path, listed: str
) -> None:
    vendor.published["/checksums.txt"] = listed.encode()

    assert fetch(context, vendor, tmp_path)
    assert (tmp_path / "archive").read_bytes() == FILE


def test_fetch_tells_how_much_of_the_file_is_there(context: Context, vendor: Vendor, tmp_path: Path) -> None:
    large, step = b"0" * (3 << 20), context.step("engine")
    checksums = f"{hashlib.sha256(large).hexdigest()}  pulumi.tar.gz\n".encode()
    vendor.published |= {"/pulumi.tar.gz": large, "/checksums.txt": checksums}

    assert fetch(context, vendor, tmp_path, step)
    assert step.progress == Progress(3, 3, " MB")


@pytest.mark.parametrize(("algorithm", "checksum"), [("sha256", SHA256), ("sha1", SHA1)])
def test_fetch_refuses_another_file_than_the_list_names(
    context: Context, vendor: Vendor, tmp_path: Path, algorithm: str, checksum: str
) -> None:
    vendor.published |= {"/checksums.txt": f"{checksum}  pulumi.tar.gz\n".encode(), "/pulumi.tar.gz": b"another"}
    got = hashlib.new(algorithm, b"another").hexdigest()

    with pytest.raises(ToolchainError) as refused:
        fetch(context, vendor, tmp_path)

    assert f"{vendor.url}/pulumi.tar.gz is not the file that its vendor published" in str(refused.value)
    assert f"the {algorithm} of what came is {got}, published is {checksum}" in str(refused.value)
    assert "Run the same command again" in str(refused.value)


@pytest.mark.parametrize(
    "listed",
    [f"{SHA256}  pulumi-other.tar.gz\n", f"{SHA256}  old/pulumi.tar.gz\n", "0123  pulumi.tar.gz\n", "<html>\n", ""],
    ids=["another file", "another directory", "too short", "no list", "empty"],
)
def test_fetch_leaves_a_file_without_a_checksum_alone(
    context: Context, vendor: Vendor, tmp_path: Path, screen: io.StringIO, listed: str
) -> None:
    vendor.published["/checksums.txt"] = listed.encode()

    assert not fetch(context, vendor, tmp_path)
    assert "checksums.txt has no checksum of pulumi.tar.gz, which is not used without one" in screen.getvalue()
    assert not (tmp_path / "archive").exists()


def test_fetch_says_where_there_is_no_list(
    context: Context, vendor: Vendor, tmp_path: Path, screen: io.StringIO
) -> None:
    assert not fetch(context, vendor, tmp_path)
    assert f"{vendor.url}/checksums.txt cannot be downloaded: HTTP Error 404" in screen.getvalue()
    assert not (tmp_path / "archive").exists()


def test_answers_takes_a_refusal_for_an_answer(vendor: Vendor) -> None:
    assert download.answers(f"{vendor.url}/nothing")


def test_answers_says_no_where_nobody_listens() -> None:
    with serving() as gone:
        pass
    assert not download.answers(gone.url)
