"""The base images of what a cluster runs beside Milvus, by `python -m devkit.bases.cluster`."""

import re

from devkit import versitygw
from devkit.bases.references import BaseImages
from devkit.context import Context


def ensure(context: Context, bases: BaseImages) -> dict[str, str]:
    """Their references by names, once they are in Docker; none where an image registry has the official ones, which the
    stack's settings name by themselves."""
    if not bases.made_here:
        return {}
    gateway = versitygw.COMMAND.ensure(context)
    output = context.processes.run(
        context.step("cluster images"),
        "looking for the bases of etcd, Kafka and the S3 server, or making them",
        [context.paths.python, "-m", "devkit.bases.cluster", bases.python, gateway],
        directory=context.paths.root,
        says_why=True,
    )
    return dict(re.findall(r"^(\w+)=(.+)$", output, re.MULTILINE))
