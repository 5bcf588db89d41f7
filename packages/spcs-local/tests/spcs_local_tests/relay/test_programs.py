"""Programs that are mounted into containers."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from spcs_local import egress_gateway, service_filter
from spcs_local.relay.programs import write_program


def test_copy_can_be_read_by_any_user(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        program = write_program(service_filter, tmp_path / "filter")
    finally:
        os.umask(before)
    copy = tmp_path / "filter" / "spcs_local" / "service_filter"
    assert {stat.S_IMODE(path.stat().st_mode) for path in copy.iterdir()} == {0o644}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (copy, *copy.parents[:2])} == {0o755}
    assert program == write_program(service_filter, tmp_path / "again")
    assert program != write_program(egress_gateway, tmp_path / "again")
