"""`python -m devkit.bench`: measure, print, keep. `make bench` runs it with the small counts that are its defaults."""

from __future__ import annotations

import argparse
import datetime
import json
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from devkit.bench import machine, report
from devkit.bench.operations import Measurement, measure_guide, measure_services
from devkit.bench.workspace import ROOT
from devkit.errors import ToolchainError
from devkit.paths import Paths

DOCS = ROOT / "docs"


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # its account is stopped then too
    command = shlex.join(["python", "-m", "devkit.bench", *arguments])
    about: dict[str, Any] = {
        "command": command,
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "load_before": machine.load(),
    }
    found: list[Measurement] = []
    try:
        for item in _measure(options):
            print(f"{item.program}, {item.delay_milliseconds} ms: {item.operation} {item.seconds:.2f} s", flush=True)
            found.append(item)
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    about["load_after"] = machine.load()
    _show(found)
    _write(Paths.of_clone().results / "latest.json", about, found)
    if options.publish:
        _publish(options.publish, about, found)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devkit.bench", description="How long the stack takes and could take."
    )
    parser.add_argument("--delays", type=_numbers, default=[0, 50, 350], help="ms added to every statement: 0,50,350")
    parser.add_argument("--services", type=_numbers, default=[10, 30, 100], help="sizes of further stacks: 10,30,100")
    parser.add_argument(
        "--publish", metavar="NAME", help="keep it as packages/devkit/results/NAME.json and draw docs/benchmark.svg"
    )
    return parser


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


def _measure(options: argparse.Namespace) -> Iterator[Measurement]:
    for delay in options.delays:
        yield from measure_guide(delay)
    for count in options.services:
        yield from measure_services(count)


def _show(found: Sequence[Measurement]) -> None:
    print(f"\n{report.table(found)}\n")
    for line in report.growth(found):
        print(line)
    print(f"\n{report.text_plot(found)}")


def _write(path: Path, about: dict[str, Any], found: Sequence[Measurement]) -> None:
    path.parent.mkdir(exist_ok=True)
    content = {**about, "measurements": [asdict(item) for item in found]}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten to {path.relative_to(ROOT)}")


def _publish(name: str, about: dict[str, Any], found: Sequence[Measurement]) -> None:
    _write(Paths.of_clone().results / f"{name}.json", about, found)
    title = f"Seconds by operation, {about['machine']['cores']} cores"
    (DOCS / "benchmark.svg").write_text(report.svg_plot(found, title), encoding="utf-8")
    lines = ["<!-- Written by `" + about["command"] + "`. -->", "", report.table(found), "", *report.growth(found), ""]
    (DOCS / "benchmark-table.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
