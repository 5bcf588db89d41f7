"""The embedded local account, by its command line: started, found, stopped."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolchain import registry_binary
from toolchain.context import Context
from toolchain.errors import ToolchainError
from toolchain.paths import Paths

HOST = "127.0.0.1"
REGISTRY_VARIABLE = "MILVUS_SPCS_REGISTRY_BINARY"


@dataclass(frozen=True)
class Account:
    """Where the account is and how its administrator signs in."""

    organization: str
    name: str
    account_port: int
    registry_port: int
    ingress_port: int
    user: str
    password: str

    @property
    def identifier(self) -> str:
        return f"{self.organization}-{self.name}"

    @property
    def registry_host(self) -> str:
        return f"{HOST}:{self.registry_port}"


def read(paths: Paths) -> Account | None:
    """The account as its last start wrote it down; None where it was never started."""
    try:
        information = json.loads((paths.local / "account.json").read_text())
        administrator = json.loads((paths.local / "administrator.json").read_text())
    except FileNotFoundError:
        return None
    return Account(
        organization=information["organization"],
        name=information["account"],
        account_port=information["account_port"],
        registry_port=information["registry_port"],
        ingress_port=information["ingress_port"],
        user=administrator["user"],
        password=administrator["password"],
    )


def start(context: Context, relay_image: str) -> Account:
    """Start the account in the background; running already, it says so."""
    command(context, ["start", "--set", f"relayImage={relay_image}"], check=True)
    account = read(context.paths)
    if account is None:
        raise ToolchainError(f"the local account started, but left no account.json in {context.paths.local}")
    return account


def stop(context: Context) -> None:
    """Stop the account and remove its containers, networks and volumes."""
    command(context, ["stop"], check=True)


def command(context: Context, arguments: Sequence[str | Path], *, check: bool = False) -> int:
    """Run `python -m local …` on the screen. With `check` a failure, which it has explained, ends the command."""
    registry = registry_binary.find(context.paths)
    environment = {**os.environ, **({REGISTRY_VARIABLE: str(registry)} if registry else {})}
    line = [context.paths.python, "-m", "local", arguments[0], "--home", context.paths.local, *arguments[1:]]
    done = subprocess.run(line, cwd=context.paths.root, env=environment, check=False)
    if check and done.returncode:
        raise SystemExit(done.returncode)
    return done.returncode
