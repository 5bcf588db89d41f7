"""Runs a notebook in a Jupyter service through the ingress, as a person would."""

from toolchain.notebook.errors import NotebookError
from toolchain.notebook.run import run_notebook
from toolchain.notebook.site import Credentials

__all__ = ["Credentials", "NotebookError", "run_notebook"]
