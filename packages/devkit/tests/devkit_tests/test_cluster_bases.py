"""Base images of a cluster through the program of the virtual environment."""

from devkit import cluster_bases, files, versitygw
from devkit.bases.references import BaseImages
from devkit.context import Context

MADE = BaseImages("milvus-spcs/milvus-base:1", "milvus-spcs/python-base:1")


def test_nothing_is_obtained_where_a_registry_has_the_official_ones(context: Context) -> None:
    assert cluster_bases.ensure(context, BaseImages("milvusdb/milvus:v2.5.27", "python:3")) == {}


def test_ensure_reads_what_the_program_prints(context: Context) -> None:
    gateway = context.paths.cache / versitygw.COMMAND.name / versitygw.COMMAND.version / versitygw.COMMAND.name
    files.write(gateway, "")
    asked = f"-m devkit.bases.cluster {MADE.python} {gateway}"
    files.write(context.paths.python, f'#!/bin/sh\n[ "$*" = "{asked}" ] && echo building && echo etcd=e:1\n', 0o755)
    assert cluster_bases.ensure(context, MADE) == {"etcd": "e:1"}
