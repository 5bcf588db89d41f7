"""The program that makes the service user."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit.service_user import credentials
from devkit.service_user.__main__ import main
from devkit.service_user.making import Site


@pytest.fixture
def file(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name, value in site.variables.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "deployer.json"


def test_a_second_run_changes_nothing(file: Path) -> None:
    assert main(file) == 0
    made = credentials.read(file)

    assert main(file) == 0
    assert credentials.read(file) == made is not None


def test_an_administrator_who_is_refused_is_said(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SNOWFLAKE_PASSWORD", "wrong")

    assert main(file) == 2
    assert "MILVUS_DEPLOYER: " in capsys.readouterr().err
    assert not file.exists()
