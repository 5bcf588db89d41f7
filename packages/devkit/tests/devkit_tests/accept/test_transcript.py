"""A transcript as a file."""

from pathlib import Path

from devkit.accept.transcript import EXPECTED, PLUGINS, Phase, Seen, Transcript

SEEN = Seen(2, {"ok", "002003 02000"}, {(("SYSTEM$X('?')", "TEXT"), ("state", "FIXED"))}, {"state": {"IDLE"}})


def test_a_transcript_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = Transcript({"up": Phase({"SHOW POOLS": SEEN}, {"create": 3}), "down": Phase()})
    file = tmp_path / "transcript.json"
    file.write_text(made.text(), encoding="utf-8")
    assert Transcript.read(file) == made


def test_a_statement_is_found_in_whichever_phase() -> None:
    made = Transcript({"up": Phase({"SHOW POOLS": SEEN}), "down": Phase()})
    assert list(made.anywhere("SHOW POOLS")) == [SEEN]
    assert SEEN.refusals == {"002003 02000"}


def test_what_the_local_account_answered_is_as_it_is_written() -> None:
    for file in (EXPECTED, PLUGINS):
        assert file.read_text(encoding="utf-8") == Transcript.read(file).text()


def test_what_another_plugin_asks_is_added() -> None:
    known, asked = Transcript({"up": Phase({"SHOW POOLS": SEEN})}), Transcript({"up": Phase({"SELECT 1": SEEN})})
    both = Transcript({"up": Phase({"SHOW POOLS": SEEN, "SELECT 1": SEEN})})
    assert both.without(known) == asked
    known.add(both)
    assert known == both
