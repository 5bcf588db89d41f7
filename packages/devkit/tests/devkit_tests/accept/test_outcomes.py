"""How a phase went."""

from devkit.accept.outcomes import SENTENCE_LENGTH, Redaction, changes, error

UPDATED = ["Resources:", "    ~ 1 updated", "    53 unchanged", "", "Duration: 2s"]


def test_the_engines_summary_tells_what_changed() -> None:
    assert changes(["  Outputs: 7 created", *UPDATED]) == {"update": 1, "same": 53}
    assert changes(["Resources:", "    + 54 to create", "    +-2 to replace"]) == {"create": 54, "replace": 2}
    assert changes(["Resources:", "    ~ 1 to update", "    1 change. 53 unchanged"]) == {"update": 1, "same": 53}
    assert changes([]) == {}


def test_the_first_error_is_said() -> None:
    assert error(["x", "    error: ", "    error: no such role", "error: update failed"]) == "no such role"
    assert error(["panic", ""]) == "panic"
    assert error([]) == "no output"


def test_all_lines_of_an_error_are_said_and_of_a_traceback_the_last() -> None:
    shown = [" +  pulumi:pulumi:Stack local creating (1s) error: it fails:", "Diagnostics:", "    error: it fails:"]
    assert error([*shown, "    - role A", "    - role B", "", "Resources:"]) == "it fails: - role A - role B"
    trace = ["    Traceback (most recent call last):", '      File "a.py", line 1, in a', "    KeyError: 1", ""]
    assert error([*shown, *trace, "Resources:"]) == "it fails: KeyError: 1"
    assert error(shown[:1]) == "it fails:"


def test_no_secret_is_in_a_sentence() -> None:
    redaction = Redaction({"hunter2", "-----BEGIN-----\nabcdef"})
    said = redaction.sentence("refused hunter2,\n abcdef: unexpected 'swordfish'. " + "x" * 1000)
    assert said.startswith("refused ***, ***: unexpected '?'. x")
    assert len(said) == SENTENCE_LENGTH
