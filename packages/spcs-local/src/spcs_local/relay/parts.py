"""Containers of the account's own."""

from __future__ import annotations

from dataclasses import replace

from spcs_local.containers.port import PART_LABEL, ContainerPort, ContainerSpec

PROGRAM_LABEL = "milvus-spcs.program"


def ensure_part(port: ContainerPort, part: str, program: str, spec: ContainerSpec) -> None:
    """Run one; one that runs already, with the same program, stays."""
    state = port.inspect(spec.name)
    if state is not None and state.status == "running" and state.labels.get(PROGRAM_LABEL) == program:
        return
    port.run(replace(spec, labels={PART_LABEL: part, PROGRAM_LABEL: program}))
