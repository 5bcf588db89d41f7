"""What the program says, and what is read of it."""

from devkit.bases.references import BaseImages


def test_references_are_read_among_the_progress() -> None:
    found = BaseImages("milvus:1@sha256:0", "python:3")
    assert BaseImages.read(f"pulling python:3\n{found.lines()}\n") == found
