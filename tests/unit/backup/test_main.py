"""The command line: its codes and its words."""

from __future__ import annotations

import pytest

from components.backup import __main__ as program
from components.engine import Engine, EngineError


def test_end_with_what_stands_in_the_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(_engine: Engine) -> None:
        raise EngineError("no stack named 'dev' found")

    monkeypatch.setattr(Engine, "configuration", refused)
    assert program.main(["--stack", "dev", "list"]) == 2
    assert capsys.readouterr().err == "error: no stack named 'dev' found\n"


def test_say_how_it_goes_on_after_an_interruption(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_engine: Engine) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Engine, "configuration", interrupted)
    assert program.main(["--stack", "dev", "take"]) == 130
    assert "run again by the same command, or by pulumi up" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-1", "seven", "1.5", ""])
def test_refuse_to_keep_another_number_than_one_or_more(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        program.main(["--stack", "dev", "take", f"--keep={number}"])
    assert "allowed: a whole number, 1 or more" in capsys.readouterr().err
