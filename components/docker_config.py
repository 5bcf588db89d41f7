"""Docker's own configuration: which registry's credential comes from where.

https://docs.docker.com/reference/cli/docker/login/#credential-helpers
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.whole_files import write_whole

PREFIX = "docker-credential-"
_HELPERS, _SIGNED_IN, _STORE = "credHelpers", "auths", "credsStore"


class DockerConfigError(Exception):
    """A configuration that cannot be read or written; the text says what to do."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"{why}. To do: mend it, or set DOCKER_CONFIG to another directory")


@dataclass(frozen=True)
class Lack:
    """Why Docker has no credential for a registry; `program` is a helper that is not found."""

    why: str
    program: str | None = None


@dataclass(frozen=True)
class DockerConfig:
    """The configuration in a directory; `given` is that of DOCKER_AUTH_CONFIG, which comes before its sign-ins."""

    directory: Path
    given: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> DockerConfig:
        """Where Docker's clients and the docker plugin look for it."""
        directory = environment.get("DOCKER_CONFIG")
        return cls(Path(directory) if directory else Path.home() / ".docker", environment.get("DOCKER_AUTH_CONFIG", ""))

    @property
    def file(self) -> Path:
        return self.directory / "config.json"

    def helper(self, host: str) -> str | None:
        """The helper of a registry, without its prefix."""
        return _mapping(self._content(), _HELPERS).get(host)

    def set_helper(self, host: str, name: str | None) -> bool:
        """Put a helper in, or take it out with None; all else stays as it is. Says whether anything changed."""
        content = self._content()
        helpers = dict(_mapping(content, _HELPERS))
        if helpers.get(host) == name:
            return False
        if name is None:
            del helpers[host]
        else:
            helpers[host] = name
        changed = {**content, _HELPERS: helpers}
        self._write({key: value for key, value in changed.items() if key != _HELPERS or value})
        return True

    def lacking(self, host: str, path: str) -> Lack | None:
        """None where there is a credential for the registry. `path` is where Docker looks for helpers."""
        content = self._content()
        entries = _entries(content, host)
        own, store = _mapping(content, _HELPERS).get(host), content.get(_STORE)
        program = f"{PREFIX}{own or store}"
        if any(_entries(_parsed(self.given), host)):
            return None
        if (own or store) and shutil.which(program, path=path) is None:
            return Lack(f"{program}, which {self.file} names, is not on PATH", program)
        # of what a store keeps, Docker leaves an empty entry
        if own or (entries if store else any(entries)):
            return None
        return Lack(f"{self.file} names no credential helper for it, and docker login has not been there")

    def _text(self) -> str:
        try:
            return self.file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "no UTF-8"
            raise DockerConfigError(f"{self.file} cannot be read: {why}") from None

    def _content(self) -> dict[str, Any]:
        content = _parsed(self._text() or "{}")
        if content is None or any(not isinstance(content.get(key, {}), dict) for key in (_HELPERS, _SIGNED_IN)):
            raise DockerConfigError(f"{self.file} is no configuration of Docker, a JSON object")
        return content

    def _write(self, content: Mapping[str, Any]) -> None:
        """Replace the file whole; a link stays one, and the mode stays what it was."""
        before = self._text()
        indented = re.search(r'^([ \t]+)"', before, re.MULTILINE)
        text = json.dumps(content, indent=indented[1] if indented else "\t", ensure_ascii=False)
        try:
            mode = self.file.stat().st_mode & 0o777 if self.file.exists() else 0o600
            if not mode & 0o200:
                raise PermissionError(0, "it is read-only")
            write_whole(self.file, text + "\n" * before.endswith("\n"), mode)
        except OSError as error:
            raise DockerConfigError(f"{self.file} cannot be written: {error.strerror}") from None


def to_be_found(program: str) -> str:
    """What has Docker find a helper."""
    beside = Path(sys.executable).parent
    if (beside / program).exists():
        return f'export PATH="{beside}:$PATH"'
    return f"install {program}, where PATH leads to"


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _mapping(content: Mapping[str, Any] | None, key: str) -> dict[str, Any]:
    found = (content or {}).get(key)
    return found if isinstance(found, dict) else {}


def _entries(content: Mapping[str, Any] | None, host: str) -> list[Any]:
    """What sign-ins have for a registry. Older versions of Docker wrote addresses for hosts."""
    found = _mapping(content, _SIGNED_IN)
    return [found[name] for name in found if re.sub(r"^https?://", "", name).partition("/")[0] == host]
