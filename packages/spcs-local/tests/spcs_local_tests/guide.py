"""The guide as a person types it: its SQL is the benchmark's, its specifications are as small as they can be."""

from __future__ import annotations

from pathlib import Path

from devkit.bench import guide

_SPECIFICATION = """
spec:
  containers:
    - name: {name}
      image: local-dev.registry.snowflakecomputing.com/milvus_demo/public/milvus_repo/{name}
      volumeMounts:
        - {{name: files, mountPath: /files}}
  endpoints:
    - {{name: web, port: {port}, public: {public}}}
  volumes:
    - {{name: files, source: "@files", uid: 1000, gid: 1000}}
"""


def typed(directory: Path, port: int = 8888) -> list[str]:
    """The statements up to the notebook, which is to listen on `port`; what they upload is in `directory`."""
    for name, served, public in (("milvus", 19530, "false"), ("jupyter", port, "true")):
        text = _SPECIFICATION.format(name=name, port=served, public=public)
        (directory / f"{name}.yaml").write_text(text, encoding="utf-8")
    uploads = guide.UPLOADS.format(directory=directory)
    sections = (guide.ROLES, guide.STORAGE, guide.POOLS, uploads, guide.SERVICES, guide.USE)
    return [statement for section in sections for statement in guide.statements(section)]
