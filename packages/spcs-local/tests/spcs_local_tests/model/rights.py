"""What root may, taken from a test for a while: then files closed to others are closed to it as well."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522  # https://man7.org/linux/man-pages/man2/capset.2.html
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def without_rights_to_others_files() -> Iterator[None]:
    """Of this thread."""
    library = ctypes.CDLL(None, use_errno=True)
    header, held = _Header(_VERSION, 0), (_Data * 2)()
    assert library.capget(ctypes.byref(header), held) == 0
    before = held[0].effective
    held[0].effective = before & ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    assert library.capset(ctypes.byref(header), held) == 0
    try:
        yield
    finally:
        held[0].effective = before
        assert library.capset(ctypes.byref(header), held) == 0
