"""`make registry-login`, and the same for the local run: Docker asks the program's credential helper for the registry.

The local run has a configuration of Docker's own, made of the person's: nothing outside of the clone is changed.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from devkit import environment, files, local_account, set_up, virtualenv
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account

HELPER = "milvus-spcs"
KNOWN = "milvus-spcs.json"  # what the helper knows, beside the configuration
# of the directory of a configuration, what Docker's clients read beside it
LINKED = ("contexts", "cli-plugins", "ca.pem", "cert.pem", "key.pem")


def command(context: Context, stack: str | None, arguments: list[str]) -> int:
    """For a stack of a real account by the environment and the stack's file, else for the local account."""
    set_up.check_python()
    virtualenv.ensure(context)
    if stack not in (None, environment.STACK):
        return _run(context, {}, ["--stack", str(stack), *arguments])
    account = local_account.started(context)
    prepare(context)
    return _run(context, _as_administrator(context, account), ["--registry-host", account.registry_host, *arguments])


def ensure(context: Context, account: Account) -> None:
    """Prepare the configuration, and have the helper in it; a second call takes no time."""
    prepare(context)
    directory = environment.docker_directory(context.paths)
    host = account.registry_host
    if _json(directory / "config.json").get("credHelpers", {}).get(host) == HELPER and host in _json(directory / KNOWN):
        return
    context.processes.run(
        context.step("registry"),
        f"Docker signs in to {host} by docker-credential-{HELPER}",
        [context.paths.python, "-m", "components.registry_login", "--registry-host", host],
        environment=_as_administrator(context, account),
        directory=context.paths.root,
        says_why=True,
    )


def prepare(context: Context) -> None:
    """The person's configuration as it is now, with the helper for whatever the one before had it for."""
    own, ours = _own(), environment.docker_directory(context.paths)
    if own == ours:
        return
    content, before = _json(own / "config.json"), _json(ours / "config.json").get("credHelpers", {})
    helpers = {**content.get("credHelpers", {}), **{host: name for host, name in before.items() if name == HELPER}}
    files.write(ours / "config.json", json.dumps({**content, "credHelpers": helpers}, indent="\t") + "\n", 0o600)
    for name in LINKED:
        link = ours / name
        link.unlink(missing_ok=True)
        if (own / name).exists():
            link.symlink_to(own / name)


def _own() -> Path:
    """Where the person's configuration is; in a shell that has sourced `make env`, that is the local run's."""
    return Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker").absolute()


def _json(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8") or "{}")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict):
        raise ToolchainError(f"{file} is no JSON object, as Docker's configuration is. To do: mend it")
    return content


def _as_administrator(context: Context, account: Account) -> dict[str, str]:
    """Of the local account; what a person has set for another one is empty."""
    nobody = dict.fromkeys(environment.FOREIGN, "")
    own = environment.pulumi_variables(context)
    return {**nobody, **own, **environment.account_variables(context, account)}


def _run(context: Context, variables: dict[str, str], arguments: list[str]) -> int:
    sys.stdout.flush()
    line = [str(context.paths.python), "-m", "components.registry_login", *arguments]
    return subprocess.run(line, cwd=context.paths.root, env={**os.environ, **variables}, check=False).returncode
