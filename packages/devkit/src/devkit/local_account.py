"""The embedded local account, by its command line: started, found, stopped."""

import hashlib
import os
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devkit import docker_api, files, registry_binary
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.paths import Paths
from devkit.pids import command_line

HOST = "127.0.0.1"
# on every container, network and volume that the account makes; the value is the account's id
LABEL = "milvus-spcs.account"
NOT_STARTED = "the local account is not started. Run: make account, or make up"
ASK = "Run: make account, which says what to do about it"
REGISTRY_VARIABLE = "SPCS_LOCAL_REGISTRY_BINARY"


class AccountCommandError(Exception):
    """The account's command ended with this code, having said why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Account:
    """Where the account is and how its administrator signs in."""

    organization: str
    name: str
    account_port: int
    registry_port: int
    user: str
    password: str

    @property
    def identifier(self) -> str:
        return f"{self.organization}-{self.name}"

    @property
    def registry_host(self) -> str:
        return f"{HOST}:{self.registry_port}"


def started(context: Context) -> Account:
    """The account, which has to be started. Raises ToolchainError."""
    found = read(context.paths)
    if found is None:
        raise ToolchainError(NOT_STARTED)
    return found


def read(paths: Paths) -> Account | None:
    """The account as its start wrote it down; None where it was not started, or has been stopped."""
    try:
        information = files.read_json(paths.local / "account.json", ASK)
        administrator = files.read_json(paths.local / "administrator.json", ASK)
    except FileNotFoundError:
        return None
    return Account(
        organization=information["organization"],
        name=information["account"],
        account_port=information["account_port"],
        registry_port=information["registry_port"],
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
    """Run `spcs-local …` on the screen. With `check` a failure, which it has explained, ends the command."""
    registry = registry_binary.find(context.paths)
    environment = {**os.environ, **({REGISTRY_VARIABLE: str(registry)} if registry else {})}
    line = [context.paths.spcs_local, arguments[0], "--home", context.paths.local, *arguments[1:]]
    done = subprocess.run(line, cwd=context.paths.root, env=environment, check=False)
    if check and done.returncode:
        raise AccountCommandError(done.returncode)
    return done.returncode


def identifier_of(home: Path) -> str:
    """What the account labels its containers, networks and volumes with."""
    return hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]


def leaves_anything(paths: Paths) -> bool:
    """Whether its process, or anything that it made in Docker, is there."""
    try:
        running = "spcs_local" in command_line(files.read_json(paths.local / "account.json", ASK)["pid"])
    except FileNotFoundError:
        running = False
    except ToolchainError:
        running = True  # it may; the account's own command knows
    return running or bool(docker_api.objects(f"{LABEL}={identifier_of(paths.local)}"))


def closes_files(paths: Paths) -> bool:
    """Whether its containers wrote to stages what this user cannot remove: the account's stop has it opened."""
    return any(_is_closed(Path(folder, name)) for folder, names, _ in os.walk(paths.local / "stages") for name in names)


def _is_closed(directory: Path) -> bool:
    """Whether what is in it stays; in a sticky one everybody removes what is their own."""
    found = directory.lstat()
    if stat.S_ISLNK(found.st_mode):
        return False
    sticky = found.st_mode & stat.S_ISVTX and found.st_uid != os.geteuid()
    return bool(sticky) or not os.access(directory, os.R_OK | os.W_OK | os.X_OK, effective_ids=True)
