"""What containers have as /etc/resolv.conf."""

from __future__ import annotations

from pathlib import Path

from spcs_local.services.planning.resolver_files import ResolverFiles


def test_services_of_a_schema_are_found_by_their_bare_names(tmp_path: Path) -> None:
    path = ResolverFiles(tmp_path / "resolvers").file("ab12", "10.0.0.3")
    assert path.read_text().splitlines() == [
        "nameserver 10.0.0.3",
        "nameserver 127.0.0.11",
        "search ab12.svc.spcs.internal svc.spcs.internal",
        "options ndots:2 timeout:2",
    ]
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o644, 0o755)


def test_file_that_is_mounted_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    files = ResolverFiles(tmp_path)
    before = files.file("ab12", "10.0.0.3").stat().st_ino
    after = files.file("ab12", "10.0.0.4")
    assert after.stat().st_ino == before
    assert after.read_text().startswith("nameserver 10.0.0.4\n")
    assert files.file("cd34", "10.0.0.3") != after
