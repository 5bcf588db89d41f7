"""The virtual environment of a program or a policy pack, as the runtime options of its Pulumi file name it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import Distribution


class VirtualenvError(Exception):
    """The environment cannot be used; the text says what to do."""


@dataclass(frozen=True)
class Plugin:
    """A provider plugin that an installed package names."""

    name: str
    version: str
    server: str


@dataclass(frozen=True)
class Virtualenv:
    """Without a directory, the Python that runs the language host."""

    directory: Path | None

    @classmethod
    def of(cls, root: str, options: Mapping[str, Any]) -> Virtualenv:
        """From the options of `runtime:`; relative to the project's root."""
        kind = options.get("toolchain") or "pip"
        if kind != "pip":
            raise VirtualenvError(
                f"Pulumi.yaml: runtime option toolchain is {kind!r}, but this language host, a stand-in, knows only pip"
            )
        name = options.get("virtualenv")
        return cls(Path(root, str(name)) if name else None)

    @property
    def python(self) -> Path:
        if self.directory is None:
            return Path(sys.executable)
        python = self.directory / "bin" / "python"
        if not python.exists():
            raise VirtualenvError(
                f"the virtual environment {self.directory} has no bin/python. "
                "Run: pulumi install, where the Pulumi file lies that names it"
            )
        return python

    def activated(self, environment: Mapping[str, str]) -> dict[str, str]:
        """As the language host gives it to a program: its own directory before all others on PATH."""
        if self.directory is None:
            return dict(environment)
        own = self.directory.absolute()
        path = os.pathsep.join([str(own / "bin"), *([environment["PATH"]] if "PATH" in environment else [])])
        kept = {name: value for name, value in environment.items() if name != "PYTHONHOME"}
        return {**kept, "PATH": path, "VIRTUAL_ENV": str(own)}

    def plugins(self) -> Iterator[Plugin]:
        for package in self._packages():
            for file in sorted(package.glob("*/pulumi-plugin.json")):
                named = json.loads(file.read_text())
                if named.get("resource"):
                    version = str(named.get("version", "")).removeprefix("v")
                    yield Plugin(named["name"], version, named.get("server", ""))

    def distributions(self) -> Iterator[Distribution]:
        from importlib.metadata import distributions  # as in the language host: only `pulumi about` asks

        return iter(distributions(path=[str(package) for package in self._packages()]))

    def _packages(self) -> list[Path]:
        if self.directory is None:
            return [Path(path) for path in sys.path if path.endswith("site-packages")]
        return sorted(self.directory.glob("lib/python3*/site-packages"))
