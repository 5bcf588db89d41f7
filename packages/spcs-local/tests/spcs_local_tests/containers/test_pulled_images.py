"""What an account had pulled goes, and nothing else does."""

from __future__ import annotations

from pathlib import Path

from docker.errors import APIError, ImageNotFound

from spcs_local.containers.pulled_images import PulledImages


def test_each_image_is_noted_once_and_removed_once(tmp_path: Path) -> None:
    record, removed = tmp_path / "pulled-images", list[str]()
    for images in (PulledImages(record), PulledImages(record)):
        images.note("127.0.0.1:1/d/s/r/one@sha256:1")
        images.note("127.0.0.1:1/d/s/r/two@sha256:2")
    for _ in range(2):
        PulledImages(record).remove(removed.append)
    assert removed == ["127.0.0.1:1/d/s/r/one@sha256:1", "127.0.0.1:1/d/s/r/two@sha256:2"]
    assert not record.exists()


def test_image_that_is_gone_or_that_others_run_keeps_no_other_from_going(tmp_path: Path) -> None:
    images, asked = PulledImages(tmp_path / "pulled-images"), list[str]()
    for name in ("gone", "used", "last"):
        images.note(name)

    def remove(name: str) -> None:
        asked.append(name)
        if name != "last":
            raise ImageNotFound("gone") if name == "gone" else APIError("conflict: a container has it")

    images.remove(remove)
    assert asked == ["gone", "used", "last"]


def test_without_a_file_nothing_is_noted() -> None:
    removed = list[str]()
    images = PulledImages(None)
    images.note("one")
    images.remove(removed.append)
    assert removed == []
