"""The two base images, by `python -m devkit.bases`, which runs in the virtual environment."""

from dataclasses import dataclass

from devkit import set_up
from devkit.context import Context


@dataclass(frozen=True)
class BaseImages:
    milvus: str
    python: str


def ensure(context: Context) -> BaseImages:
    """Their references, once both are in Docker."""
    set_up.ensure_base_packages(context)
    output = context.processes.run(
        context.step("base images"),
        "looking for them, or making them",
        [context.paths.python, "-m", "devkit.bases"],
        directory=context.paths.root,
        says_why=True,
    )
    found = dict(
        line.split("=", 1) for line in output.splitlines() if line.startswith(("MILVUS_IMAGE=", "PYTHON_IMAGE="))
    )
    return BaseImages(milvus=found["MILVUS_IMAGE"], python=found["PYTHON_IMAGE"])
