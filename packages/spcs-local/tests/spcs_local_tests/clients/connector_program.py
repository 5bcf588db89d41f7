"""Runs cases that arrive as JSON lines, with the connector of the environment that holds it."""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from pathlib import Path
from typing import Any

from spcs_local_tests.clients.cases.place import Place


def run(asked: dict[str, Any]) -> str | None:
    """The traceback of a case that fails."""
    asked["directory"] = Path(asked["directory"])
    module, case = asked.pop("module"), asked.pop("case")
    place = Place(**asked)
    try:
        getattr(importlib.import_module(module), case)(place)
    except Exception:
        return traceback.format_exc()
    finally:
        place.close()
    return None


def serve() -> None:
    """Answer each line with a failure's text, or null."""
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    serve()
