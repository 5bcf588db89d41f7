"""`python -m devkit.bench`: measure, print, keep. `make bench` runs it with its defaults."""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from devkit.bench import machine, report
from devkit.bench.comparison import PeerFigures, figures, kept, medians, of_tool, read_kept, rows
from devkit.bench.measurement import PEER, PULUMI, Measurement
from devkit.bench.operations import Life, measure_script
from devkit.bench.peer import PARALLELISM, Peer, find
from devkit.bench.peer_operations import measure_peer
from devkit.bench.rows import Row, all_rows, chosen
from devkit.bench.workspace import ROOT
from devkit.errors import ToolchainError
from devkit.paths import Paths

DOCS = ROOT / "docs"
RUNS, DELAYS = 5, (0, 350)
KEPT = "peer"  # figures of the peer, for who has none


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # its account is stopped then too
    about: dict[str, Any] = {
        "command": shlex.join(["python", "-m", "devkit.bench", *arguments]),
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "load_before": machine.load(),
    }
    peer = _peer(options)
    found: list[Measurement] = []
    code = _fill(found, options, peer)
    about |= {"load_after": machine.load(), "peer": str(peer) if peer else None}
    if not found:
        return code
    shown = _tables(about, found, peer)
    print(f"\n{shown}\n\n{report.text_plot(medians(of_tool(found, PULUMI)))}")
    _write(Paths.of_clone().results / "latest.json", about, found)
    if options.publish and not code:
        _publish(options.publish, about, found, shown)
    return code


def _fill(found: list[Measurement], options: argparse.Namespace, peer: Peer | None) -> int:
    """Measures, and says each figure; who interrupts it gets the tables of what there is."""
    try:
        for item in _measure(options, peer):
            tool = peer.name if peer and item.tool == PEER else "Pulumi"
            what = f"{tool}: {item.program}, {item.delay_milliseconds} ms, {item.operation}"
            print(f"run {item.run} of {options.runs}, {what}: {item.seconds:.2f} s", flush=True)
            found.append(item)
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: what there is", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devkit.bench", description="How long the stack takes, beside Terraform or OpenTofu."
    )
    parser.add_argument("--runs", type=_count, default=RUNS, help="of all, medians are shown (%(default)s)")
    parser.add_argument("--delays", type=_numbers, default=DELAYS, help="ms added to every statement: 0,350")
    parser.add_argument("--rows", type=_rows, default=_rows(",".join(all_rows())), help=",".join(all_rows()))
    parser.add_argument("--without-peer", action="store_true", help="measure the stack alone")
    parser.add_argument("--parallelism", type=_count, default=PARALLELISM, help="of the peer (%(default)s, its own)")
    parser.add_argument(
        "--publish", metavar="NAME", help="keep it as packages/devkit/results/NAME.json and draw docs/benchmark.svg"
    )
    return parser


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


def _rows(text: str) -> list[Row]:
    try:
        return chosen([part for part in text.split(",") if part])
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _peer(options: argparse.Namespace) -> Peer | None:
    """The one that is there; why there is none is said."""
    if options.without_peer:
        return None
    try:
        peer = find(options.parallelism)
    except ToolchainError as error:
        print(f"no peer beside it: {error}", flush=True)
        return None
    print(f"beside it: {peer}", flush=True)
    return peer


def _measure(options: argparse.Namespace, peer: Peer | None) -> Iterator[Measurement]:
    """Run by run, and in each the peer right after the stack: what else the machine does falls on both."""
    for run, delay, row in itertools.product(range(1, options.runs + 1), options.delays, options.rows):
        if row.changes:
            yield measure_script(delay, run)
        life = Life(row, delay, run)
        yield from life.measured()
        if peer:
            yield from measure_peer(peer, row, delay, run, life)


def _tables(about: dict[str, Any], found: Sequence[Measurement], peer: Peer | None) -> str:
    """Beside the peer, which is the one measured here or a kept one; then the stack's own in full."""
    theirs = read_kept(_kept()) if peer is None else PeerFigures(_of_here(about), figures(found, PEER))
    own = medians(of_tool(found, PULUMI))
    beside = report.beside(rows(found, theirs))
    return "\n".join([f"T is {theirs.about}.", "", beside, "", report.table(own), "", *report.growth(own)])


def _of_here(about: dict[str, Any]) -> str:
    is_of = about["machine"]
    return f"{about['peer']}, {about['date'][:10]}, {is_of['system']}, {is_of['cores']} cores"


def _kept() -> Path:
    return Paths.of_clone().results / f"{KEPT}.json"


def _write(path: Path, about: dict[str, Any], found: Sequence[Measurement]) -> None:
    path.parent.mkdir(exist_ok=True)
    content = {**about, "measurements": [asdict(item) for item in found]}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten to {path.relative_to(ROOT)}")


def _publish(name: str, about: dict[str, Any], found: Sequence[Measurement], shown: str) -> None:
    _write(Paths.of_clone().results / f"{name}.json", about, found)
    if about["peer"]:
        _kept().write_text(json.dumps(kept(_of_here(about), found), indent=1) + "\n", encoding="utf-8")
    title = f"Seconds by operation, {about['machine']['cores']} cores"
    (DOCS / "benchmark.svg").write_text(report.svg_plot(medians(of_tool(found, PULUMI)), title), encoding="utf-8")
    lines = ["<!-- Written by `" + about["command"] + "`. -->", "", shown, ""]
    (DOCS / "benchmark-table.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
