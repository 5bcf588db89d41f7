"""The directories of services' tokens."""

from __future__ import annotations

from pathlib import Path

from spcs_local.services.planning.token_files import TokenFiles


def files(root: Path) -> TokenFiles:
    return TokenFiles(root / "tokens", lambda service_id, owner_id: f"{service_id} as {owner_id}")


def test_keep_the_directory_of_a_service_that_a_sweep_did_not_know(tmp_path: Path) -> None:
    tokens = files(tmp_path)
    tokens.refresh(7, 3)
    mounted = tokens.directory(7).stat().st_ino
    tokens.keep(set())
    tokens.keep({7})
    tokens.keep(set())
    assert tokens.directory(7).stat().st_ino == mounted
    assert (tokens.directory(7) / "token").read_text() == "7 as 3"


def test_take_away_the_token_of_a_service_that_is_gone(tmp_path: Path) -> None:
    tokens = files(tmp_path)
    tokens.refresh(7, 3)
    tokens.keep(set())
    tokens.keep(set())
    assert list((tmp_path / "tokens").iterdir()) == []


def test_another_owner_has_another_token_at_once(tmp_path: Path) -> None:
    tokens = files(tmp_path)
    tokens.refresh(7, 3)
    tokens.refresh(7, 4)
    assert (tokens.directory(7) / "token").read_text() == "7 as 4"
