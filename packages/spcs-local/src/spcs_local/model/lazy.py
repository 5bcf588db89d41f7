"""A property that is computed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["cached_property"]

if TYPE_CHECKING:
    from functools import cached_property
else:

    class cached_property:  # noqa: N801 - named as the standard library's
        """functools.cached_property without its lock.

        Before Python 3.12 that lock is one for all instances: a thread that computes under it and waits for the
        catalog, and one that holds the catalog and waits for it, would wait for ever. Here two may compute twice.
        """

        def __init__(self, compute: Any) -> None:
            self._compute = compute
            self._name = compute.__name__

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            value = self._compute(instance)
            # the instance's own attribute now comes before this descriptor
            instance.__dict__[self._name] = value
            return value
