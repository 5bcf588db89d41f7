"""What can go wrong, in one sentence for the person at the screen."""

from __future__ import annotations


class NotebookError(RuntimeError):
    """The notebook did not run to its end."""
