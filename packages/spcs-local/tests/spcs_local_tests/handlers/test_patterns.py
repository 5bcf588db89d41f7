"""Regular expressions of clients."""

from __future__ import annotations

import pytest

from spcs_local.errors import SnowflakeError
from spcs_local.handlers import patterns


def test_fitting_takes_the_whole_text() -> None:
    assert patterns.fitting(".*[.]ya?ml", ["a.yaml", "b.yml", "c.yaml.gz", "d\n.yml"]) == [True, True, False, False]
    assert patterns.fitting("x", []) == []
    assert patterns.fitting("ü.", ["üß", "u"]) == [True, False]


@pytest.mark.parametrize(
    "pattern",
    ["(", "*", "[b-a]", "a{1001}", "(?=x)x", r"(a)\1", "(a{999}){999}", "a" * 10_001],
    ids=lambda pattern: pattern[:12],
)
def test_fitting_refuses_what_is_no_expression(pattern: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        patterns.fitting(pattern, ["x"])
    assert (caught.value.number, caught.value.sqlstate) == (100048, "2201B")
    assert "b'" not in caught.value.message


@pytest.mark.timeout(60)
@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)+b", "(.*)(.*)(.*)(.*)(.*)(.*)b", "(a?){50}a{50}b"])
def test_fitting_takes_no_time_for_an_expression_that_backtracks(pattern: str) -> None:
    assert patterns.fitting(pattern, ["a" * 100_000]) == [False]
