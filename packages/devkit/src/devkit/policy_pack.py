"""The environment of the policy pack: in the cache, and linked where `policies/PulumiPolicy.yaml` names it."""

from __future__ import annotations

from pathlib import Path

from devkit import files
from devkit.clients import Client
from devkit.context import Context

PACK = Client("policies", "pulumi-policy", "policies/requirements.lock")
VENV = ".venv"


def ensure(context: Context) -> None:
    """One that a person has made there is left as it is."""
    link = context.paths.policies / VENV
    if not link.parent.is_dir() or (link.is_dir() and not link.is_symlink()):
        return
    PACK.ensure(context)
    _link(link, PACK.home(context.paths))


def _link(link: Path, home: Path) -> None:
    if not (link.is_symlink() and link.readlink() == home):
        files.remove(link)
        link.symlink_to(home)
