"""A further stack of a workspace: another one's configuration, with some of it otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from devkit.bench.workspace import Workspace


def copied_stack(
    workspace: Workspace, name: str, others: Mapping[str, str], variables: Mapping[str, str] | None = None
) -> Workspace:
    """With a file of its own beside Pulumi.yaml; `variables` may put it at another backend."""
    config = json.loads(workspace.pulumi("config", "--show-secrets", "--json"))
    kept = {key: it for key, it in workspace.variables.items() if key != "PULUMI_OPTION_CONFIG_FILE"}
    found = replace(workspace, variables={**kept, "PULUMI_STACK": name, **(variables or {})})
    found.pulumi("stack", "init", name)
    values = {key: it["value"] for key, it in config.items() if it.get("value")} | dict(others)
    secrets = [key for key, it in config.items() if it["secret"]]
    parts = [("--secret" if key in secrets else "--plaintext", f"{key}={value}") for key, value in values.items()]
    found.pulumi("config", "set-all", *(part for pair in parts for part in pair))
    return found
