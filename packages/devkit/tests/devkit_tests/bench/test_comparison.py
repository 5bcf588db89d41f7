"""Medians, what they are to the peer's, and how far the runs lie apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from devkit.bench.comparison import Figures, PeerFigures, figures, kept, medians, read_kept, rows
from devkit.bench.measurement import PEER, PULUMI
from devkit.paths import Paths
from devkit_tests.bench.figures import UP, peers, runs

KEY = ("guide", 350, "up")


def test_medians_are_a_run_of_each_operation() -> None:
    others = runs(3.0, 1.0, of=replace(UP, operation="destroy"))
    assert [(it.operation, it.seconds) for it in medians([*runs(9.0, 7.0, 8.0), *others])] == [
        ("up", 8.0),
        ("destroy", 1.0),
    ]


def test_ratios_are_those_of_the_medians_with_those_of_each_run_beside_them() -> None:
    found = [*runs(6.0, 5.0, 8.0), *peers(10.0, 10.0, 20.0), *peers(8.0, 8.0, 8.0, operation="up, without refresh")]
    ((program, delay, operation, ratio, without, *seconds, ours, theirs),) = rows(
        found, PeerFigures("", figures(found, PEER))
    )
    assert (program, delay, operation) == (KEY[0], "350", KEY[2])
    assert (ratio, without) == ("0.60 (0.40-0.60)", "0.75 (0.62-1.00)")
    assert seconds == ["6.0 (5.0-8.0)", "10.0 (10.0-20.0)", "8.0 (8.0-8.0)"]
    assert (ours, theirs) == ("74", "121")


def test_kept_figures_stand_for_a_peer_that_is_not_there() -> None:
    peer = PeerFigures("kept", {KEY: Figures((10.0,))})
    ((*_, ratio, without, seconds, theirs, _, ours, statements),) = rows(runs(6.0, 5.0, 8.0), peer)
    assert (ratio, without) == ("0.60 (0.50-0.80)", "")
    assert (seconds, theirs, ours, statements) == ("6.0 (5.0-8.0)", "10.0", "74", "")


def test_operations_that_the_peer_has_not_have_no_row() -> None:
    assert rows(runs(6.0), PeerFigures("", {("guide", 0, "up"): Figures((10.0,))})) == []


def test_figures_that_are_kept_are_read_again(tmp_path: Path) -> None:
    file = tmp_path / "peer.json"
    measured = [*runs(6.0, 5.0), *peers(10.0, 12.0)]
    file.write_text(json.dumps(kept("here", measured)), encoding="utf-8")
    assert read_kept(file) == PeerFigures("here", {KEY: Figures((10.0, 12.0), 121)})


def test_what_is_kept_says_of_which_peer_and_machine_it_is() -> None:
    found = read_kept(Paths.of_clone().results / "peer.json")
    assert found.about.startswith(("Terraform 1.", "OpenTofu 1."))
    assert "cores" in found.about
    assert found.figures[KEY].median > figures(runs(1.0), PULUMI)[KEY].median
