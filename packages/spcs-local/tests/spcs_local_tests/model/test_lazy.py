"""A property that is computed once."""

from __future__ import annotations

from spcs_local.model.lazy import cached_property


class _Counted:
    def __init__(self) -> None:
        self.asked = 0

    @cached_property
    def number(self) -> int:
        self.asked += 1
        return self.asked


def test_each_instance_computes_once() -> None:
    one, other = _Counted(), _Counted()
    assert (one.number, one.number, one.asked, other.asked) == (1, 1, 1, 0)
    assert (other.number, other.asked) == (1, 1)
