"""What drivers are told a statement was: by it they tell rows that were found from rows that were changed.

https://github.com/snowflakedb/snowflake-jdbc/blob/master/src/main/java/net/snowflake/client/core/SFStatementType.java
"""

from __future__ import annotations

DDL = 0x6000
_TYPES = {
    "select": 0x1000,
    "result_scan": 0x1000,
    "call": 0x1000,
    "show": 0x4400,
    "describe": 0x4500,
    "list_files": 0x4701,
    "remove_files": 0x4702,
    "alter_session": 0x4100,
    "use": 0x4300,
    "begin": 0x5000,
    "commit": 0x5000,
    "rollback": 0x5000,
}


def type_of(rule: str) -> int:
    """The number for a rule of the grammar; `show_grants` is a `show`."""
    if rule in _TYPES:
        return _TYPES[rule]
    found = [number for name, number in _TYPES.items() if rule.startswith(name + "_")]
    return found[0] if found else DDL
