"""SQLAlchemy, by Snowflake's dialect: connections, and what its inspector asks."""

from __future__ import annotations

from typing import Any

from snowflake.sqlalchemy import URL
from sqlalchemy import MetaData, create_engine, inspect, literal, select, text

from spcs_local_tests.clients.cases.place import Place


def engine(place: Place) -> Any:
    who = place.administrator
    address = URL(account=who["account"], user=who["user"], password=who["password"], database="D", schema="PUBLIC")
    return create_engine(address, connect_args={key: who[key] for key in ("host", "port", "protocol")})


def test_alchemy_runs_statements(place: Place) -> None:
    made = engine(place)
    with made.connect() as connection:
        assert connection.execute(text("SELECT :a AS x, CURRENT_DATABASE() AS d"), {"a": 3}).fetchone() == (3, "D")
        assert connection.execute(select(literal("it's").label("one"))).scalar() == "it's"
        assert "D" in [row.name for row in connection.execute(text("SHOW DATABASES"))]
        connection.commit()
        connection.rollback()
    made.dispose()


def test_alchemy_inspects_what_is_there(place: Place) -> None:
    made = engine(place)
    found = inspect(made)
    assert (found.default_schema_name, "public" in found.get_schema_names()) == ("public", True)
    assert (found.get_table_names(), found.get_view_names(), found.get_sequence_names()) == ([], [], [])
    assert (found.get_temp_table_names(), found.has_table("t")) == ([], False)
    tables = MetaData()
    tables.reflect(made)
    assert list(tables.tables) == []
    made.dispose()
