"""What drivers are told a statement was: by it they tell rows that were found from rows that were changed.

https://github.com/snowflakedb/snowflake-jdbc/blob/master/src/main/java/net/snowflake/client/core/SFStatementType.java
"""

from __future__ import annotations

from enum import IntEnum


class StatementType(IntEnum):
    """The drivers' number for each sort of statement."""

    SELECT = 0x1000
    ALTER_SESSION = 0x4100
    USE = 0x4300
    SHOW = 0x4400
    DESCRIBE = 0x4500
    LIST_FILES = 0x4701
    REMOVE_FILES = 0x4702
    TRANSACTION = 0x5000
    DDL = 0x6000
    SEVERAL = 0xA000
