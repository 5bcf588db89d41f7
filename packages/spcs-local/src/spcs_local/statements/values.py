"""What values of options are read as."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from spcs_local.model.identifiers import Name

Number = int | float | Decimal
Value = str | Number | Name | list[Any] | dict[str, Any]  # lists and pairs hold such values again
Options = Mapping[str, Value]
