"""What the figures say about the machine."""

from __future__ import annotations

from devkit.bench import machine


def test_machine_tells_its_cores_and_whose_plugins_it_has() -> None:
    found = machine.describe()
    assert found["cores"] >= 1
    assert set(found["plugins"]) == {"snowflake", "docker"}
    assert set(found["plugins"].values()) <= {None, "real", "stand-in"}
    assert machine.load() >= 0
