"""Service specifications: valid YAML with `${name}` placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
import yaml

CLIENTS = "CLIENTS"
_PLACEHOLDER = re.compile(r"\$\{([^}\n]*)\}?")
# what cannot change the structure of the YAML around it, and what cannot between quotes
_SAFE_VALUE = re.compile(r"[A-Za-z0-9@/._:$-]+")
_SAFE_IN_QUOTES = re.compile(r"[A-Za-z0-9@/._:$,-]+")
_CONDITION = re.compile(r" +# if ([a-z][a-z0-9_]*)$")


class SpecificationError(pulumi.RunError):
    """A specification that cannot be used: which file, what is wrong, what is allowed, what to do."""


@dataclass(frozen=True)
class Specification:
    """A specification's text before its placeholders are filled in; `placeholders` are those that it uses."""

    file: str
    text: str
    placeholders: frozenset[str]

    @classmethod
    def load(cls, path: Path, needed: AbstractSet[str], known: AbstractSet[str] = frozenset()) -> Specification:
        """The file's text, after a check that it is YAML and uses what is needed of the placeholders that are known. A
        line that ends in `# if name` is there if that placeholder is known."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise SpecificationError(f"{path} cannot be read ({error.strerror}). To do: restore the file") from None
        text = "".join(_with_condition(line, known | needed) for line in text.splitlines(keepends=True))
        used = frozenset(match[1] for match in _PLACEHOLDER.finditer(text))
        specification = cls(str(path), text, used)
        specification._check_placeholders(needed, known | needed)
        specification._check_yaml()
        return specification

    def check_values(self, names: AbstractSet[str]) -> None:
        """Raise ValueError unless these are its placeholders."""
        if names != self.placeholders:
            raise ValueError(f"{self.file} gets values for {sorted(names)}; allowed: {sorted(self.placeholders)}")

    def check_value(self, name: str, value: str | int) -> None:
        """Raise SpecificationError unless the value can stand for the placeholder."""
        if "," in str(value) and self._is_quoted(name) and _SAFE_IN_QUOTES.fullmatch(str(value)):
            return
        if not _SAFE_VALUE.fullmatch(str(value)) or (isinstance(value, str) and not _is_text(value)):
            raise SpecificationError(
                f"{self.file}: the value of ${{{name}}} is {value!r}; allowed: letters, digits and @ / . _ : $ -, "
                "of which YAML makes text. To do: mend the setting it comes from"
            )

    def _is_quoted(self, name: str) -> bool:
        """Wherever it is used, and with nothing beside it."""
        placeholder = f"${{{name}}}"
        return self.text.count(placeholder) == self.text.count(f'"{placeholder}"') > 0

    def render(self, values: Mapping[str, str | int]) -> str:
        """The text with values for its placeholders."""
        for name, value in values.items():
            self.check_value(name, value)
        return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), self.text)

    def _check_placeholders(self, needed: AbstractSet[str], known: AbstractSet[str]) -> None:
        for match in _PLACEHOLDER.finditer(self.text):
            if match[1] not in known or not match[0].endswith("}"):
                line = self.text.count("\n", 0, match.start()) + 1
                raise SpecificationError(
                    f"{self.file}, line {line}: unknown placeholder {match[0]}; allowed: {_written(known)}. "
                    "To do: use one of these"
                )
        unused = sorted(needed - self.placeholders)
        if unused:
            raise SpecificationError(
                f"{self.file}: placeholder ${{{unused[0]}}} is not used; needed: {_written(needed)}. To do: put it back"
            )

    def _check_yaml(self) -> None:
        try:
            parsed: Any = yaml.safe_load(self.text)
        except yaml.YAMLError as error:
            problem = " ".join(str(error).split())
            raise SpecificationError(f"{self.file} is no valid YAML: {problem}. To do: mend it") from None
        if not isinstance(parsed, dict) or not isinstance(parsed.get("spec"), dict):
            raise SpecificationError(
                f"{self.file} has no mapping `spec` at its top; it needs one. To do: put everything below spec:"
            )


def _with_condition(line: str, known: AbstractSet[str]) -> str:
    """The line without its condition, or nothing."""
    match = _CONDITION.search(line.rstrip("\r\n"))
    if match is None:
        return line
    return line[: match.start()] + line[match.end() :] if match[1] in known else ""


def _written(names: AbstractSet[str]) -> str:
    return ", ".join(f"${{{name}}}" for name in sorted(names))


@cache
def _parsed(text: str) -> Any:
    """Only read by who gets it: the same text is asked about its endpoints, volumes and roles again and again."""
    return yaml.safe_load(text)


def public_endpoints(text: str) -> tuple[str, ...]:
    """The names of the endpoints that browsers can reach."""
    endpoints = _parsed(text)["spec"].get("endpoints") or ()
    return tuple(endpoint["name"] for endpoint in endpoints if endpoint.get("public"))


def role_of_clients(text: str) -> str | None:
    """The service role for who uses the service, where the specification has one of that name."""
    names = [str(role["name"]).upper() for role in _parsed(text).get("serviceRoles") or ()]
    return CLIENTS if CLIENTS in names else None


def block_volumes(text: str) -> dict[str, str]:
    """The sizes of the block volumes, by their names."""
    volumes = _parsed(text)["spec"].get("volumes") or ()
    return {volume["name"]: str(volume.get("size")) for volume in volumes if volume.get("source") == "block"}


def initial_snapshots(text: str) -> tuple[str, ...]:
    """What block volumes begin with, where that is a snapshot."""
    volumes = _parsed(text)["spec"].get("volumes") or ()
    named = ((it.get("blockConfig") or {}).get("initialContents") or {} for it in volumes)
    return tuple(sorted(str(it["fromSnapshot"]) for it in named if it.get("fromSnapshot")))


def _is_text(value: str) -> bool:
    """Whether it stays what it is in YAML, where no, 0 and 1:30 are no text, and a colon may make a key."""
    try:
        return bool(yaml.safe_load(f"- {value}\n- [{value}]") == [value, [value]])
    except (yaml.YAMLError, ValueError):
        return False
