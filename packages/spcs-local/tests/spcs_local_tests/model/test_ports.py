"""Which names have a path in the registry."""

from __future__ import annotations

import pytest

from spcs_local.model.ports import repository_path, stored_path


def test_path_is_in_lower_case() -> None:
    assert repository_path(("MILVUS_DEMO", "PUBLIC", "R2_D2__X")) == "milvus_demo/public/r2_d2__x"
    assert stored_path(7, "deep/image") == "by-id/7/deep/image"


UNFIT = ("r", "R/X", "../x", "..", "", "R_", "_R", "R___X", "R$", "R-X", "R.X", "R X", "É", "BY-ID")


@pytest.mark.parametrize("name", UNFIT)
def test_name_that_would_not_survive_has_none(name: str) -> None:
    for names in ((name, "S", "R"), ("D", name, "R"), ("D", "S", name)):
        assert repository_path(names) is None
    assert repository_path(("D", "S")) is None
