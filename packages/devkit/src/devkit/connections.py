"""A connection of Snowflake's clients, as the variables that the provider's plugin and the program read.

https://docs.snowflake.com/en/developer-guide/snowflake-cli/connecting/configure-connections
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devkit.errors import ToolchainError

DEFAULT_NAME = "SNOWFLAKE_DEFAULT_CONNECTION_NAME"
# what a key of a connection says, by the variable that says the same
SAME = {
    "user": "SNOWFLAKE_USER", "username": "SNOWFLAKE_USER", "role": "SNOWFLAKE_ROLE",
    "warehouse": "SNOWFLAKE_WAREHOUSE", "host": "SNOWFLAKE_HOST", "port": "SNOWFLAKE_PORT",
    "protocol": "SNOWFLAKE_PROTOCOL",
}  # fmt: skip
# the stack names its own
LEFT_OUT = ("database", "schema")
PASSWORD, TOKEN, KEY = "password", "token", "private key"
# which keys hold a credential, in text or in a file
IN_TEXT = {PASSWORD: ("password",), TOKEN: ("token",), KEY: ("private_key_raw",)}
IN_FILE = {TOKEN: ("token_file_path",), KEY: ("private_key_file", "private_key_path")}
PASSPHRASE = ("private_key_passphrase", "private_key_file_pwd", "private_key_password")
VARIABLES = {PASSWORD: "SNOWFLAKE_PASSWORD", TOKEN: "SNOWFLAKE_TOKEN", KEY: "SNOWFLAKE_PRIVATE_KEY"}
IDENTITY_PROVIDER = "workload_identity_provider"
AUTHENTICATORS = {
    "SNOWFLAKE": PASSWORD, "SNOWFLAKE_JWT": KEY, "PROGRAMMATIC_ACCESS_TOKEN": TOKEN, "OAUTH": TOKEN,
    "WORKLOAD_IDENTITY": TOKEN,
}  # fmt: skip
KNOWN = {
    "account", "authenticator", IDENTITY_PROVIDER, *SAME, *LEFT_OUT, *PASSPHRASE,
    *(key for where in (IN_TEXT, IN_FILE) for keys in where.values() for key in keys),
}  # fmt: skip
# an organization's name has no hyphen
_ACCOUNT = re.compile(r"(?P<organization>[A-Za-z0-9]+)-(?P<name>[A-Za-z0-9_-]+)")
_MEND = "To do: mend the connection, or set the SNOWFLAKE_* variables of docs/real-account.md by hand"


def variables(directory: Path, name: str | None, environment: Mapping[str, str]) -> dict[str, str]:
    """Of the connection with this name, or of the default one. Raises ToolchainError, and never shows a secret."""
    file, connections, default = _connections(directory)
    name = name or environment.get(DEFAULT_NAME) or default
    found = connections.get(name)
    if not isinstance(found, dict):
        raise ToolchainError(
            f"{file} has no connection {name!r}; it has {', '.join(sorted(connections)) or 'none'}. "
            "To do: make env STACK=… CONNECTION=one of them"
        )
    return _Connection(f"connection {name!r} of {file}", found).variables()


def _connections(directory: Path) -> tuple[Path, dict[str, Any], str]:
    """The file, its connections by name, and which is the default one: connections.toml comes before config.toml."""
    own, common = directory / "connections.toml", directory / "config.toml"
    if not (own.exists() or common.exists()):
        raise ToolchainError(
            f"there is neither {own} nor {common}. To do: set SNOWFLAKE_HOME to the directory of one, or see "
            "docs/real-account.md for the variables"
        )
    settings = _toml(common) if common.exists() else {}
    default = str(settings.get("default_connection_name") or "default")
    if own.exists():
        return own, _toml(own), default
    connections = settings.get("connections")
    return common, connections if isinstance(connections, dict) else {}, default


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(private(file))
    except ValueError:  # its words may repeat what the file holds
        raise ToolchainError(f"{file} is no TOML. To do: mend it") from None


def private(file: Path) -> str:
    """The content of a file that nobody but its owner may read."""
    try:
        if file.stat().st_mode & 0o077:
            raise ToolchainError(f"others than its owner may read {file}. To do: chmod 600 {file}")
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ToolchainError(f"{file} cannot be read: {error.strerror}. To do: mend it") from None
    except UnicodeDecodeError:
        raise ToolchainError(f"{file} is no text. To do: mend it") from None


class _Connection:
    def __init__(self, subject: str, content: Mapping[str, Any]) -> None:
        self._subject, self._content = subject, content

    def variables(self) -> dict[str, str]:
        foreign = sorted(self._content.keys() - KNOWN)
        if foreign:
            raise self._error(f"has {', '.join(foreign)}, which the program has no variable for")
        same = {variable: self._text(key) for key, variable in SAME.items() if key in self._content}
        if "SNOWFLAKE_USER" not in same:
            raise self._error("has no user")
        return {**self._account(), **same, **self._credentials()}

    def _account(self) -> dict[str, str]:
        account = self._text("account")
        match = _ACCOUNT.fullmatch(account)
        if match is None:
            raise self._error(f"has account {account!r}; the provider wants organization-name, no locator")
        return {"SNOWFLAKE_ORGANIZATION_NAME": match["organization"], "SNOWFLAKE_ACCOUNT_NAME": match["name"]}

    def _credentials(self) -> dict[str, str]:
        """What the authenticator uses, and nothing else: the plugin refuses a password beside a key."""
        given = [kind for kind in VARIABLES if self._given(kind)]
        authenticator = self._text("authenticator").upper() or ("SNOWFLAKE_JWT" if KEY in given else "SNOWFLAKE")
        kind = AUTHENTICATORS.get(authenticator)
        if kind is None:
            allowed = ", ".join(AUTHENTICATORS)
            raise self._error(f"has authenticator {authenticator}; programs can sign in by {allowed}")
        if kind not in given:
            beside = f", and a {given[0]}" if given else ""
            raise self._error(f"has authenticator {authenticator}{beside}, but no {kind}")
        return {
            "SNOWFLAKE_AUTHENTICATOR": authenticator,
            VARIABLES[kind]: self._credential(kind),
            **(self._passphrase() if kind == KEY else {}),
            **(self._identity_provider() if authenticator == "WORKLOAD_IDENTITY" else {}),
        }

    def _given(self, kind: str) -> list[str]:
        return [key for where in (IN_TEXT, IN_FILE) for key in where.get(kind, ()) if self._content.get(key)]

    def _credential(self, kind: str) -> str:
        key = self._given(kind)[0]
        if key not in IN_FILE.get(kind, ()):
            return self._text(key)
        path = Path(self._text(key)).expanduser()
        if not path.is_absolute():
            raise self._error(f"has {key} {path}, which is no whole path")
        return private(path).strip()

    def _passphrase(self) -> dict[str, str]:
        given = [key for key in PASSPHRASE if self._content.get(key)]
        if "ENCRYPTED" not in self._credential(KEY):
            return {}
        if not given:
            raise self._error(f"has an encrypted private key, but no {PASSPHRASE[0]}")
        return {"SNOWFLAKE_PRIVATE_KEY_PASSPHRASE": self._text(given[0])}

    def _identity_provider(self) -> dict[str, str]:
        provider = self._text(IDENTITY_PROVIDER).upper()
        if provider != "OIDC":
            raise self._error(f"has {IDENTITY_PROVIDER} {provider or 'left out'}; allowed: OIDC")
        return {"SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER": provider}

    def _text(self, key: str) -> str:
        value = self._content.get(key, "")
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise self._error(f"has {key}, which is no text")
        return str(value)

    def _error(self, what: str) -> ToolchainError:
        return ToolchainError(f"{self._subject} {what}. {_MEND}")
