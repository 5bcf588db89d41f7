"""The command: its codes and its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.recovery import __main__ as command

SCRIPT = """\
#!/bin/sh
case "$1" in
  config) echo '{"snowflake:role": {"value": "R"}, "snowflake:password": {"value": "hunter2", "secret": true}}' ;;
  *) echo "error: no stack named 'dev' found" >&2; exit 255 ;;
esac
"""
ENVIRONMENT = {"ORGANIZATION_NAME": "ACME", "ACCOUNT_NAME": "DEV", "USER": "U"}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pulumi").write_text(SCRIPT)
    (tmp_path / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.usefixtures("engine")
def test_what_the_engine_refuses_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(f"SNOWFLAKE_{name}", value)
    assert command.main(["--stack", "dev"]) == 2
    assert capsys.readouterr().err == "error: no stack named 'dev' found\n"


@pytest.mark.usefixtures("engine")
def test_a_connection_that_is_not_whole_is_said_without_its_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--stack", "dev"]) == 2
    error = capsys.readouterr().err
    assert "snowflake:accountName" in error
    assert "hunter2" not in error


@pytest.mark.parametrize(("whole", "code"), [(True, 0), (False, 1)])
def test_what_is_left_for_a_person_has_a_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, whole: bool, code: int
) -> None:
    monkeypatch.setattr(command, "_healed", lambda _engine, force, forget: force and not forget and whole)
    assert command.main(["--stack", "dev", "--force"]) == code
