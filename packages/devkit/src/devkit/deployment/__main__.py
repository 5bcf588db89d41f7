"""`python -m devkit.deployment JOB --stack NAME`, in the clone: Markdown on standard output, but of an update."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from devkit import versions
from devkit.console import Console
from devkit.context import Context
from devkit.deployment.jobs import Jobs
from devkit.errors import ToolchainError
from devkit.paths import Paths
from devkit.pull_request import markdown, report
from devkit.pull_request.report import DRIFT, Report

# files of a job's own, on GitHub: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
SUMMARY, OUTPUT = "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"


def main(arguments: list[str]) -> int:
    """1 where a preview is refused, or has found drift; 2 where the job could not be done."""
    options = _parser().parse_args(arguments)
    paths = Paths(Path.cwd(), Paths.of_clone().cache)
    console = Console() if options.job == "deploy" else Console(sys.stderr)
    jobs = Jobs(Context(paths, versions.read(paths.requirements), console), options.stack, os.environ)
    try:
        if options.job == "deploy":
            return jobs.up(report.load(options.approved) if options.approved else None)
        found = jobs.preview() if options.job == "deploy-preview" else jobs.drift()
    except (ToolchainError, report.ReportError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    _leave(found, options.report, os.environ)
    return 1 if found.refusal or found.violations or (found.kind == DRIFT and found.is_anything) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devkit.deployment")
    jobs = parser.add_subparsers(dest="job", required=True, metavar="JOB")
    for name in ("deploy-preview", "drift"):
        jobs.add_parser(name).add_argument("--report", type=Path, help="directory for the report and its Markdown")
    jobs.add_parser("deploy").add_argument("--approved", type=Path, help="directory of the report that was approved")
    for job in jobs.choices.values():
        job.add_argument("--stack", required=True)
    return parser


def _leave(found: Report, directory: Path | None, variables: Mapping[str, str]) -> None:
    """On the screen, in the directory, and where GitHub looks for it."""
    text = markdown.render(found)
    if directory:
        report.write(directory, found, text)
    if variables.get(SUMMARY):
        with Path(variables[SUMMARY]).open("a", encoding="utf-8") as file:
            file.write(markdown.comment(found, ""))
    if variables.get(OUTPUT):
        with Path(variables[OUTPUT]).open("a", encoding="utf-8") as file:
            file.write(f"changes={'true' if found.is_anything else 'false'}\n")
    print(text, end="")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
