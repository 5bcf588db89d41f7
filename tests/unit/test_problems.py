"""One message for all that is wrong."""

from __future__ import annotations

from components.problems import AccountError, Problem, SettingsError


def test_message_counts_its_problems() -> None:
    missing = Problem("milvus-spcs:role", None, "a name", "set it")
    wrong = Problem("milvus-spcs:port", "'x'", "a number", "mend it")
    assert str(SettingsError([missing])).splitlines() == [
        "1 setting needs attention; nothing was changed:",
        "  - milvus-spcs:role is missing; allowed: a name. To do: set it.",
    ]
    assert str(SettingsError([missing, wrong])).splitlines()[0].startswith("2 settings need attention")
    assert str(wrong) == "milvus-spcs:port is 'x'; allowed: a number. To do: mend it."


def test_message_says_what_it_counts() -> None:
    taken = Problem("role R", "there already", "another", "choose one")
    assert str(AccountError([taken])).startswith("1 thing in the account needs attention; nothing was changed:\n")
    assert str(AccountError([taken] * 3)).startswith("3 things in the account need attention")
