"""Quantities as specifications write them.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
"""

from __future__ import annotations

import re

_BYTES = {"M": 10**6, "Mi": 2**20, "G": 10**9, "Gi": 2**30}
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)(Mi|Gi|M|G)")
_CPU = re.compile(r"(\d+(?:\.\d+)?)(m?)")
_VOLUME = re.compile(r"(\d+)Gi")


def memory(value: object) -> int:
    """`512M`, `2Gi` as bytes."""
    match = _MEMORY.fullmatch(str(value))
    if match is None or float(match.group(1)) == 0:
        raise ValueError(f"'{value}' is no amount of memory; allowed are the units M, Mi, G and Gi, as in 512Mi")
    return int(float(match.group(1)) * _BYTES[match.group(2)])


def cpu(value: object) -> float:
    """`500m`, `0.5`, `2` as processors."""
    match = _CPU.fullmatch(str(value)) if not isinstance(value, bool) else None
    if match is None or float(match.group(1)) == 0:
        raise ValueError(f"'{value}' is no amount of CPU; allowed are numbers as 2 or 0.5 and thousandths as 500m")
    number = float(match.group(1))
    return number / 1000 if match.group(2) else number


def block_size(value: object) -> int:
    """`100Gi` as bytes; block volumes take whole Gi."""
    match = _VOLUME.fullmatch(str(value))
    if match is None or not 1 <= int(match.group(1)) <= 65536:
        raise ValueError(f"'{value}' is no size of a block volume; allowed are whole Gi from 1Gi to 65536Gi")
    return int(match.group(1)) * 2**30
