"""A setting by itself."""

from __future__ import annotations

import pytest

from components.checks import integer
from components.setting import SNOWFLAKE, Setting

PORT = Setting("port", integer(1, 65535), namespace=SNOWFLAKE)


def test_its_key_is_what_the_engine_takes() -> None:
    assert PORT.key == "snowflake:port"


def test_refuse_a_value_that_it_could_not_have() -> None:
    PORT.require(443)
    with pytest.raises(ValueError, match="port is 70000; allowed: a whole number from 1 to 65535"):
        PORT.require(70000)
