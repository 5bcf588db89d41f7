"""`python -m devkit.preview_diff --base REVISION --stack NAME [--report FILE]` prints the Markdown."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from devkit.console import Console
from devkit.errors import ToolchainError
from devkit.paths import Paths
from devkit.preview_diff.run import preview_diff
from devkit.pull_request import markdown, report


def main(arguments: list[str]) -> int:
    """1 where the change is refused, 2 where there is no preview."""
    parser = argparse.ArgumentParser(prog="python -m devkit.preview_diff")
    parser.add_argument("--base", required=True, help="branch, tag or commit")
    parser.add_argument("--stack", default="dev", help="whose Pulumi.<stack>.yaml is taken")
    parser.add_argument("--report", type=Path, help="directory for report.json and preview.md")
    options = parser.parse_args(arguments)
    try:
        found = preview_diff(Console(sys.stderr), Paths.of_clone().root, options.base, options.stack)
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    text = markdown.render(found)
    if options.report:
        report.write(options.report, found, text)
    print(text, end="")
    return 1 if found.refusal or found.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
