"""Regular expressions of clients."""

from __future__ import annotations

import pytest

from spcs_local.errors import NotSupportedError, SnowflakeError
from spcs_local.handlers import patterns


def test_fitting_takes_the_whole_text() -> None:
    assert patterns.fitting(".*[.]ya?ml", ["a.yaml", "b.yml", "c.yaml.gz", "d\n.yml"]) == [True, True, False, False]
    assert patterns.fitting("x", []) == []


@pytest.mark.parametrize("pattern", ["(", "*", "(?P<a>x)(?P<a>y)", "a{99999999999}"])
def test_fitting_refuses_what_is_no_expression(pattern: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        patterns.fitting(pattern, ["x"])
    assert (caught.value.number, caught.value.sqlstate) == (100048, "2201B")


@pytest.mark.timeout(300)
def test_fitting_gives_up_on_an_expression_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_SECONDS", 0.2)
    with pytest.raises(NotSupportedError, match="regular expression"):
        patterns.fitting("(a+)+b", ["a" * 60])
