"""Runs a notebook in a Jupyter service through the ingress, as a person would."""

from devkit.notebook.errors import NotebookError
from devkit.notebook.run import run_notebook
from devkit.notebook.site import Credentials

__all__ = ["Credentials", "NotebookError", "run_notebook"]
