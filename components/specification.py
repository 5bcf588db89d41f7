"""Service specifications: valid YAML with `${name}` placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import yaml

_PLACEHOLDER = re.compile(r"\$\{([^}\n]*)\}?")
# what cannot change the structure of the YAML around it
_SAFE_VALUE = re.compile(r"[A-Za-z0-9@/._:$-]+")


class SpecificationError(pulumi.RunError):
    """A specification that cannot be used: which file, what is wrong, what is allowed, what to do."""


@dataclass(frozen=True)
class Specification:
    """A specification's text before its placeholders are filled in."""

    file: str
    text: str
    placeholders: frozenset[str]

    @classmethod
    def load(cls, path: Path, placeholders: AbstractSet[str]) -> Specification:
        """The file's text, after a check that it is YAML and uses each of the placeholders and no other."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise SpecificationError(f"{path} cannot be read ({error.strerror}). To do: restore the file") from None
        specification = cls(str(path), text, frozenset(placeholders))
        specification._check_placeholders()
        specification._check_yaml()
        return specification

    def check_values(self, names: AbstractSet[str]) -> None:
        if names != self.placeholders:
            raise ValueError(f"{self.file} gets values for {sorted(names)}; allowed: {sorted(self.placeholders)}")

    def render(self, values: Mapping[str, str | int]) -> str:
        for name, value in values.items():
            if not _SAFE_VALUE.fullmatch(str(value)) or (isinstance(value, str) and not _is_text(value)):
                raise SpecificationError(
                    f"{self.file}: the value of ${{{name}}} is {value!r}; allowed: letters, digits and @ / . _ : $ -, "
                    "of which YAML makes text. To do: mend the setting it comes from"
                )
        return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), self.text)

    def _check_placeholders(self) -> None:
        allowed = self.placeholders
        used = dict.fromkeys(match[1] for match in _PLACEHOLDER.finditer(self.text))
        names = ", ".join(f"${{{name}}}" for name in sorted(allowed))
        for match in _PLACEHOLDER.finditer(self.text):
            if match[1] not in allowed or not match[0].endswith("}"):
                line = self.text.count("\n", 0, match.start()) + 1
                raise SpecificationError(
                    f"{self.file}, line {line}: unknown placeholder {match[0]}; allowed: {names}. "
                    "To do: use one of these"
                )
        unused = sorted(allowed - set(used))
        if unused:
            raise SpecificationError(
                f"{self.file}: placeholder ${{{unused[0]}}} is not used; needed: {names}. To do: put it back"
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


def public_endpoints(text: str) -> tuple[str, ...]:
    """The names of the endpoints that browsers can reach."""
    endpoints = yaml.safe_load(text)["spec"].get("endpoints") or ()
    return tuple(endpoint["name"] for endpoint in endpoints if endpoint.get("public"))


def _is_text(value: str) -> bool:
    """Whether it stays what it is in YAML, where no, 0 and 1:30 are no text, and a colon may make a key."""
    try:
        return bool(yaml.safe_load(f"- {value}\n- [{value}]") == [value, [value]])
    except (yaml.YAMLError, ValueError):
        return False
