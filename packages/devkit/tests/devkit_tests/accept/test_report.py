"""A report as a person reads it."""

from devkit.accept.comparing import Difference
from devkit.accept.outcomes import FAILED, NOT_RUN, PASSED, SKIPPED, Outcome
from devkit.accept.report import Report
from devkit.accept.transcript import Phase, Seen, Transcript

TRANSCRIPT = Transcript({"up": Phase({"SHOW ROLES": Seen(3)})})
DEVIATION = Difference("up", "SHOW ROLES LIKE '?'", "columns owner", "instead a|b")
REMARK = Difference("up", "SHOW ROLES", "no more columns", "also x", deviates=False)


def report(*differences: Difference, result: str = PASSED) -> Report:
    outcomes = [Outcome("up", result, 2.34, "why", {"create": 54}), Outcome("notebook", SKIPPED)]
    return Report({"stack": "dev-accept"}, outcomes, TRANSCRIPT, differences)


def test_a_report_has_phases_deviations_and_remarks() -> None:
    text = report(DEVIATION, REMARK).text()
    assert "1 deviations, 1 remarks; every phase passed." in text
    assert "| up | passed | 2.3 | 3 | 54 create | why |" in text
    assert "| up | `SHOW ROLES LIKE '?'` | columns owner | instead a\\|b |" in text
    assert text.index("## Deviations") < text.index("a\\|b") < text.index("## Remarks") < text.index("also x")


def test_remarks_alone_are_well() -> None:
    assert report(REMARK).is_well
    assert not report(DEVIATION).is_well


def test_phases_that_failed_or_were_not_run_are_not_well() -> None:
    assert not report(result=NOT_RUN).is_well
    assert "1 phases did not pass (up)" in report(result=FAILED).verdict()
