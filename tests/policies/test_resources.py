"""What a resource is called."""

from __future__ import annotations

import pytest

from milvus_policies.resources import GRANT, POOL, STAGE, UNKNOWN
from tests.policies.made import resource


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (POOL, "compute pool P"),
        (STAGE, "stage P"),
        (GRANT, "grant P"),
        ("x:index/imageRepository:ImageRepository", "image repository P"),
    ],
)
def test_subject_is_in_words(kind: str, expected: str) -> None:
    assert resource(kind, "milvus-pool", name="P").subject == expected


def test_what_has_no_name_yet_is_called_as_the_program_does() -> None:
    given = resource(POOL, "milvus-pool", name=UNKNOWN)
    assert (given.subject, given.key) == ("compute pool milvus-pool", "milvus")
