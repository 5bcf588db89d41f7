"""A policy pack, which the engine has the language host run: by a module of the SDK."""

from __future__ import annotations

from pathlib import Path

from pulumi.runtime.proto import language_pb2

# what the engine calls such a plugin
KIND = "analyzer"


def command(request: language_pb2.RunPluginRequest, python: Path) -> list[str]:
    """The SDK's module takes the engine's address first and the pack's directory last."""
    return [str(python), "-P", "-u", "-m", "pulumi.policy", *request.args, request.info.program_directory]


def variables(request: language_pb2.RunPluginRequest) -> dict[str, str]:
    """The engine's environment, which it hands over whole."""
    return dict(variable.split("=", 1) for variable in request.env)
