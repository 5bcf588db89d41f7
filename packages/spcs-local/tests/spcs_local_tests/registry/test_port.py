"""Names as registries have them, and the account's own password."""

from __future__ import annotations

import pytest

from spcs_local.registry.port import PullSecret, bare_path


@pytest.mark.parametrize("path", ["/D/s/r/milvus", "d/s/r/milvus/", "127.0.0.1:7879/d/s/r/Milvus"])
def test_image_has_one_path_however_it_is_written(path: str) -> None:
    assert bare_path(path, "127.0.0.1:7879") == "d/s/r/milvus"


def test_password_is_new_at_each_start_and_never_printed() -> None:
    first, second = PullSecret.make(), PullSecret.make()
    assert first.password != second.password
    assert first.password not in f"{first} {first!r}"
