"""One message for all that is wrong."""

from __future__ import annotations

from components.problems import Problem, SettingsError


def test_message_counts_its_problems() -> None:
    missing = Problem("milvus-spcs:role", None, "a name", "set it")
    wrong = Problem("milvus-spcs:port", "'x'", "a number", "mend it")
    assert str(SettingsError([missing])).splitlines() == [
        "1 setting needs attention; nothing was changed:",
        "  - milvus-spcs:role is missing; allowed: a name. To do: set it.",
    ]
    assert str(SettingsError([missing, wrong])).splitlines()[0].startswith("2 settings need attention")
    assert str(wrong) == "milvus-spcs:port is 'x'; allowed: a number. To do: mend it."
