"""What `make cost` prints."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from components import cost
from components.engine import Engine, EngineError
from components.running import Pool, Running, Service, Warehouse

SINCE = datetime(2026, 11, 28, 9, 5, tzinfo=UTC)
MILVUS = Pool("MILVUS_COMPUTE_POOL", "ACTIVE", "HIGHMEM_X64_S", 1, 1, SINCE)
FOUND = Running(
    pools=(MILVUS, Pool("JUPYTER_COMPUTE_POOL", "SUSPENDED", "CPU_X64_S", 0, 2, None)),
    services=(Service("MILVUS", "MILVUS_COMPUTE_POOL", "RUNNING", "1 of 1", SINCE),),
    warehouses=(Warehouse("MILVUS_WAREHOUSE", "SUSPENDED", "X-Small"),),
)
PRINTED = """\
compute pool          state      nodes   family         since                 credits an hour
MILVUS_COMPUTE_POOL   ACTIVE     1 of 1  HIGHMEM_X64_S  2026-11-28 09:05 UTC  0.28
JUPYTER_COMPUTE_POOL  SUSPENDED  0 of 2  CPU_X64_S      -                     0.00
together                                                                      0.28

service  status   instances  pool                 since
MILVUS   RUNNING  1 of 1     MILVUS_COMPUTE_POOL  2026-11-28 09:05 UTC

warehouse         state      size
MILVUS_WAREHOUSE  SUSPENDED  X-Small

Credits: Snowflake Service Consumption Table, effective 2026-01-13 \
(https://www.snowflake.com/legal-files/CreditConsumptionTable.pdf); a node is billed by the second, five minutes at \
least.
Beside these: the warehouse while queries run, and what is stored (block volumes, stages, images), parked or not."""


def test_print_what_runs_since_when_and_for_how_much() -> None:
    assert "\n".join(cost.report(FOUND)) == PRINTED


def test_say_where_no_price_is_known() -> None:
    other = Pool("OTHER", "IDLE", "GEN_X64_G2_4", 1, 1, SINCE)
    lines = list(cost.report(Running((MILVUS, other), (), ())))
    assert lines[2].endswith("no price known")
    assert lines[3].endswith("0.28, and what is not known")


def test_say_that_there_is_nothing() -> None:
    assert list(cost.report(Running((), (), ()))) == ["Nothing of it is there: pulumi up makes it."]


def test_end_with_what_stands_in_the_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(_engine: Engine) -> None:
        raise EngineError("no stack named 'dev' found")

    monkeypatch.setattr(Engine, "configuration", refused)
    assert cost.main(["--stack", "dev"]) == 2
    assert capsys.readouterr().err == "error: no stack named 'dev' found\n"
