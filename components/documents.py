"""`python -m components.documents`: writes what derives from the tables of settings and of fields, between its marks.

That is the `config` and the `template` section of Pulumi.yaml, and the tables of docs/services.md.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from components.definition_fields import POOL_FIELDS, SERVICE_FIELDS, Field
from components.existing_names import FORM
from components.new_stack import template
from components.setting import Setting
from components.settings_table import settings

ROOT = Path(__file__).parents[1]
COMMAND = "python -m components.documents"


def current(root: Path) -> dict[Path, str]:
    """What the files should hold."""
    project, services = root / "Pulumi.yaml", root / "docs" / "services.md"
    text = project.read_text(encoding="utf-8")
    for name, content in (("settings", {"config": schema()}), ("template", {"template": template(_of_dev(root))})):
        text = between(text, f"# {name}: {COMMAND}\n", _yaml(content), f"# /{name}\n")
    page = services.read_text(encoding="utf-8")
    for name, fields in (("services", SERVICE_FIELDS), ("pools", POOL_FIELDS)):
        page = between(page, f"<!-- {name}: {COMMAND} -->\n", field_table(fields), f"<!-- /{name} -->\n")
    return {project: text, services: page}


def _of_dev(root: Path) -> Mapping[str, str]:
    """The configuration of the stack `dev`."""
    file = root / "Pulumi.dev.yaml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8"))["config"])


class _Dumper(yaml.SafeDumper):
    """Text of several lines as it is."""


_Dumper.add_representer(
    str, lambda it, text: it.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
)


def _yaml(content: Mapping[str, Any]) -> str:
    options: dict[str, Any] = {"sort_keys": False, "allow_unicode": True, "width": sys.maxsize}
    return str(yaml.dump(content, Dumper=_Dumper, **options))


def schema() -> Mapping[str, Mapping[str, Any]]:
    """What Pulumi.yaml declares of them.

    Keys carry no type and may all be left out: the engine would stop at the first that is wrong or missing, before the
    program can ask for all at once.
    """
    return {
        setting.name: {"description": _described(setting), "default": _as_yaml(setting.default)}
        for setting in settings()
    }


def _described(setting: Setting[Any]) -> str:
    return f"{setting.description}; {FORM} for one that is there before" if setting.may_exist else setting.description


def _as_yaml(default: str) -> str | int | bool:
    if default in ("true", "false"):
        return default == "true"
    return int(default) if default.isdigit() else default


def field_table(fields: Sequence[Field]) -> str:
    """Each field, and what it is when it is left out."""
    rows = [f"| `{item.name}` | {item.description} | {item.left_out} |" for item in fields]
    return "\n".join(["| field | is | left out |", "|---|---|---|", *rows, ""])


def between(text: str, first: str, content: str, last: str) -> str:
    """The text with another content between two marks."""
    before, found, rest = text.partition(first)
    _, ended, after = rest.partition(last)
    if not (found and ended):
        raise ValueError(f"no {first.strip()!r} that {last.strip()!r} ends; to do: put both lines back")
    return f"{before}{first}{content}{last}{after}"


def main(root: Path = ROOT) -> None:
    """Write the files that differ."""
    for path, text in current(root).items():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written to {path.relative_to(root)}")


if __name__ == "__main__":
    main()
