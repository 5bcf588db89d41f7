"""The run's own stack, beside the one that is named: its configuration, with a prefix, and with data unprotected.

What reaches the account and signs in there, the environment says instead: so secrets of that kind are in no file of the
run, and clients go through its gateway.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from devkit import files
from devkit.errors import ToolchainError
from devkit.pulumi import Pulumi

PROJECT, PROVIDER = "milvus-spcs", "snowflake"
# of the provider's settings, what the program and the plugin read from variables as well
PLACE = ("organizationName", "accountName", "host", "port", "protocol")
SIGN_IN = (
    *("user", "role", "authenticator", "password", "token", "privateKey", "privateKeyPassphrase"),
    "workloadIdentityProvider",
)
PASSWORD = f"{PROJECT}:milvusUserPassword"

Entry = Mapping[str, Any]


def variable(setting: str) -> str:
    """The one of a setting of the provider's."""
    return "SNOWFLAKE_" + re.sub(r"[A-Z]", lambda found: "_" + found[0], setting).upper()


@dataclass(frozen=True)
class Configuration:
    """A stack's, as the engine opens it."""

    entries: Mapping[str, Entry] = field(repr=False)

    @classmethod
    def of(cls, pulumi: Pulumi) -> "Configuration":
        return cls(pulumi.ask_json("config", "--json", "--show-secrets"))

    def variables(self) -> dict[str, str]:
        """What it says of place and sign-in, by the variables that say the same."""
        keys = {f"{PROVIDER}:{name}": variable(name) for name in (*PLACE, *SIGN_IN)}
        return {keys[key]: str(entry["value"]) for key, entry in self.entries.items() if key in keys}

    def secrets(self) -> set[str]:
        return {str(entry["value"]) for entry in self.entries.values() if entry.get("secret")}

    def own(self, prefix: str) -> dict[str, Entry]:
        """That of the run's stack."""
        moved = {f"{PROVIDER}:{name}" for name in (*PLACE, *SIGN_IN)}
        kept = {key: entry for key, entry in self.entries.items() if key not in moved}
        # of a user who is there before, the password is that user's own
        given = {PASSWORD: {"value": secrets.token_urlsafe(18), "secret": True}} if PASSWORD in kept else {}
        ours = {f"{PROJECT}:namePrefix": {"value": prefix}, f"{PROJECT}:protect": {"value": "false"}}
        return {**kept, **given, **ours}


@contextmanager
def made(named: Pulumi, name: str, configuration: Mapping[str, Entry], directory: Path) -> Iterator[Pulumi]:
    """The stack, with nothing in it; its file is in the directory. Left where its objects could not be removed."""
    stacks = {it["name"].rpartition("/")[2] for it in named.ask_json("stack", "ls", "--json")}
    if name.rpartition("/")[2] in stacks:
        raise ToolchainError(
            f"there is a stack {name} already, which an earlier run has left. To do: {removing(name)}, then this again"
        )
    file = directory / f"Pulumi.{name.rpartition('/')[2]}.yaml"
    pulumi = replace(
        named, environment={**named.environment, "PULUMI_STACK": name, "PULUMI_OPTION_CONFIG_FILE": str(file)}
    )
    _init(named, name, file)
    try:
        _configure(pulumi, configuration)
        yield pulumi
    finally:
        if not pulumi.ask_json("stack", "export")["deployment"].get("resources"):
            pulumi.ask("stack", "rm", "--yes", name)
            file.unlink(missing_ok=True)


def removing(name: str) -> str:
    return f"pulumi destroy --stack {name} && pulumi stack rm {name}"


def _init(named: Pulumi, name: str, file: Path) -> None:
    """`stack init` knows no --config-file: what it writes lies beside Pulumi.yaml, and is moved from there."""
    written = named.context.paths.root / file.name
    provider = _secrets_provider(named)
    named.ask("stack", "init", name, "--no-select", *(("--secrets-provider", provider) if provider else ()))
    files.write(file, written.read_text() if written.exists() else "config: {}\n", 0o600)
    written.unlink(missing_ok=True)


def _secrets_provider(named: Pulumi) -> str | None:
    """That of the stack that is named, such as a key of a cloud's; a passphrase and the service go without saying."""
    given = named.environment.get("PULUMI_OPTION_CONFIG_FILE")
    name = named.environment["PULUMI_STACK"].rpartition("/")[2]
    file = Path(given) if given else named.context.paths.root / f"Pulumi.{name}.yaml"
    found = re.search(r"^secretsprovider: *(\S+)", file.read_text(), re.MULTILINE) if file.exists() else None
    return found[1] if found else None


def _configure(pulumi: Pulumi, configuration: Mapping[str, Entry]) -> None:
    """Secrets one by one, which the engine reads from its input."""
    clear = {key: str(entry["value"]) for key, entry in configuration.items() if not entry.get("secret")}
    pulumi.ask("config", "set-all", *(part for item in clear.items() for part in ("--plaintext", "=".join(item))))
    for key, entry in configuration.items():
        if entry.get("secret"):
            pulumi.ask("config", "set", "--secret", key, stdin=str(entry["value"]))


def state(pulumi: Pulumi) -> list[dict[str, Any]]:
    """The resources of the stack."""
    found: list[dict[str, Any]] = pulumi.ask_json("stack", "export")["deployment"].get("resources") or []
    return found


def outputs(pulumi: Pulumi) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pulumi.ask("stack", "output", "--json"))
    return found
