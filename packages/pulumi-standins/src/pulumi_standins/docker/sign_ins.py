"""What Docker's own configuration has to sign in to registries with, looked up as the real plugin does.

https://docs.docker.com/reference/cli/docker/login/#credential-helpers
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi_standins.provider.provider import ProviderError

Credential = dict[str, Any]
NOT_FOUND = "credentials not found in native keychain"
TOKEN_USER = "<token>"  # noqa: S105 - a user's name: what comes with it is a token for the registry's own


@dataclass(frozen=True)
class SignIns:
    """Credentials by registry. What a helper said is shown, and is an error where it is about a push."""

    stores: Mapping[str, str]
    default_store: str | None
    written: Mapping[str, Credential] = field(repr=False)
    given: Mapping[str, Credential] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> SignIns:
        """Of the configuration that DOCKER_CONFIG names, and of DOCKER_AUTH_CONFIG, which comes first."""
        home = Path(environment.get("DOCKER_CONFIG") or Path.home() / ".docker")
        content = _content(home / "config.json")
        return cls(
            stores=content.get("credHelpers") or {},
            default_store=content.get("credsStore") or _store_of_the_system(environment),
            written=_written(content),
            given=_written(_parsed(environment.get("DOCKER_AUTH_CONFIG") or "{}") or {}),
            environment=environment,
        )

    def of_registry(self, host: str) -> Credential:
        """Nothing where none is known. Raises ProviderError with the helper's words."""
        if found := _entry(self.given, host):
            return found
        if store := self.stores.get(host) or self.default_store:
            return self._asked(store, host)
        return _entry(self.written, host)

    def all(self, known: Mapping[str, Credential], warn: Callable[[str], None]) -> dict[str, Credential]:
        """What a build may need for its base images, beside what is `known`.

        A helper that fails is no reason not to build.
        """
        found = dict(known)
        for host in {*self.stores, *self.written, *self.given} - known.keys():
            try:
                found[host] = self.of_registry(host)
            except ProviderError as error:
                warn(str(error))
        return found

    def _asked(self, store: str, host: str) -> Credential:
        program = f"docker-credential-{store}"
        whole = shutil.which(program, path=self.environment.get("PATH"))
        if whole is None:
            raise ProviderError(f"the credential for {host}: {program} is not on PATH")
        # what it writes beside its answer is shown as ours
        done = subprocess.run(
            [whole, "get"], input=host, stdout=subprocess.PIPE, text=True, env=dict(self.environment), check=False
        )
        if done.returncode == 0:
            answer = json.loads(done.stdout)
            if answer["Username"] == TOKEN_USER:
                return {"identitytoken": answer["Secret"], "serveraddress": host}
            return {"username": answer["Username"], "password": answer["Secret"], "serveraddress": host}
        if NOT_FOUND in done.stdout:
            return {}
        raise ProviderError(f"the credential for {host}: {program} says: {done.stdout.strip()}")


def _store_of_the_system(environment: Mapping[str, str]) -> str | None:
    """Where the configuration names no store and the system has one, the plugin takes that."""
    path = environment.get("PATH")
    store = "pass" if shutil.which("pass", path=path) else "secretservice"
    return store if shutil.which(f"docker-credential-{store}", path=path) else None


def _content(file: Path) -> dict[str, Any]:
    try:
        found = _parsed(file.read_text(encoding="utf-8") or "{}")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ProviderError(f"{file} cannot be read: {error}") from None
    if found is None:
        raise ProviderError(f"{file} is no JSON object, as Docker's configuration is")
    return found


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _written(content: Mapping[str, Any]) -> dict[str, Credential]:
    from docker.auth import AuthConfig  # heavy, and the engine starts one plugin after the other

    found: dict[str, Credential] = AuthConfig.parse_auth(content.get("auths") or {})
    return found


def _entry(entries: Mapping[str, Credential], host: str) -> Credential:
    """By the registry's name, or by an address, as older versions of Docker wrote it."""
    from docker.auth import convert_to_hostname

    return next((entry for name, entry in entries.items() if host in (name, convert_to_hostname(name))), {})
