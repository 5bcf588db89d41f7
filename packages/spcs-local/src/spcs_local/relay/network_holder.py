"""The container that has an instance's network before anything of the instance runs, and keeps it to its rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from spcs_local import service_filter
from spcs_local.containers.port import (
    PART_LABEL,
    ContainerError,
    ContainerPort,
    ContainerSpec,
    ContainerState,
    Mount,
)
from spcs_local.relay.parts import PROGRAM_LABEL
from spcs_local.relay.programs import write_program
from spcs_local.service_filter import READY
from spcs_local.service_filter.rules import Rule, written
from spcs_local.settings import SettingsError
from spcs_local.whole_files import write_changed

_MOUNTED = "/run/filter"
_OF_NOBODY = "none"  # the rules that a trial keeps to


@dataclass(frozen=True)
class NetworkHolders:
    """What all of an account's have: an image with `python3`, and a directory with the program and everybody's rules.

    Where services are `open` to each other, they hold networks and filter nothing.
    """

    image: str
    directory: Path
    open: bool
    program: str

    @classmethod
    def ready(cls, image: str, directory: Path, *, open_to_all: bool) -> NetworkHolders:
        """With the program in the directory."""
        directory.mkdir(parents=True, exist_ok=True)
        return cls(image, directory, open_to_all, write_program(service_filter, directory))

    def write(self, rules: dict[str, list[Rule]]) -> None:
        """Have the holder of each address keep to its rules; the others' go."""
        for address, those in rules.items():
            write_changed(self.directory / address, written(those).encode(), 0o644)
        for path in self.directory.iterdir():
            if path.is_file() and path.name not in rules:
                path.unlink()

    def holds(self, state: ContainerState | None) -> bool:
        """Whether a container is a holder that can go on."""
        return state is not None and state.status == "running" and state.labels.get(PROGRAM_LABEL) == self.program

    def spec(self, holder: ContainerSpec, address: str) -> ContainerSpec:
        """A container that has its name, networks and labels, as the holder of an address."""
        labels = {**holder.labels, PART_LABEL: "network", PROGRAM_LABEL: self.program}
        return replace(
            holder,
            image=self.image,
            command=("python3", "-SP", f"{_MOUNTED}/spcs_local/service_filter/__main__.py"),
            args=() if self.open else (f"{_MOUNTED}/{address}",),
            environment={"PYTHONPATH": _MOUNTED, "PYTHONDONTWRITEBYTECODE": "1"},
            mounts=(Mount(kind="bind", source=str(self.directory), target=_MOUNTED, read_only=True),),
            # of this network name space alone; what shares it has no capability
            capabilities=() if self.open else ("NET_ADMIN",),
            user="65534:65534" if self.open else "0:0",
            memory_bytes=64 * 1024**2,
            labels=labels,
            says=READY,
        )

    def try_out(self, port: ContainerPort, name: str) -> None:
        """Raise SettingsError where this engine's containers cannot filter, or there is no image for it."""
        if self.open:
            return
        try:
            if not self.image:
                raise ContainerError("the setting relayImage names no image with python3")
            write_changed(self.directory / _OF_NOBODY, b"", 0o644)
            port.run(self.spec(ContainerSpec(name=name, image=self.image), _OF_NOBODY))
            port.remove(name, grace_seconds=0)
        except ContainerError as error:
            raise SettingsError(
                f"services cannot be kept apart as on Snowflake, where they reach each other's endpoints alone, with a"
                f" role that may: {error}. Mend that, or have every port of every service open to all others: --set"
                " openServices=true"
            ) from None
