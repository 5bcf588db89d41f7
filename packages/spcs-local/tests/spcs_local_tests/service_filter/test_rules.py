"""The file of an instance's rules."""

from __future__ import annotations

import pytest

from spcs_local.service_filter.rules import IN, OUT, TCP, UDP, Rule, read, written

RULES = [Rule(IN, TCP, 8000, 8000, "10.0.0.2,10.0.0.3"), Rule(OUT, UDP, 53, 53, "10.0.0.1/32")]


def test_rules_are_read_as_they_were_written() -> None:
    assert read(written(RULES)) == RULES
    assert read("") == []


@pytest.mark.parametrize("line", ["in tcp 1 2", "up tcp 1 2 10.0.0.1", "in icmp 1 2 10.0.0.1", "in tcp a 2 10.0.0.1"])
def test_line_that_says_anything_else_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(f"{RULES[0].line()}\n{line}\n")
