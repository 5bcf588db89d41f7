"""`make accept STACK=…`: a stack's whole life on an account, beside what the local account answered."""

import datetime
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from devkit import environment, files, local_run, set_up
from devkit.accept import comparing, own_stack, phases
from devkit.accept.account import AccountStatements
from devkit.accept.gateway import Gateway
from devkit.accept.outcomes import (
    FAILED,
    INTERRUPTED,
    PASSED,
    SKIPPED,
    Outcome,
    Redaction,
    SkippedPhaseError,
)
from devkit.accept.phases import Work
from devkit.accept.recorder import Recorder
from devkit.accept.report import Report
from devkit.accept.run import Run
from devkit.accept.shapes import Shapes
from devkit.accept.target import Target
from devkit.accept.transcript import Transcript
from devkit.context import Context
from devkit.errors import ToolchainError

DEVIATES = 1
NOTEBOOK = "devkit.notebook"


@dataclass(frozen=True)
class Options:
    """`into` is the directory of report and transcript; `stack` None stands for that of the local run,
    `notebook` None for a run without one."""

    stack: str | None = None
    into: Path | None = None
    notebook: str | None = NOTEBOOK


def command(context: Context, options: Options) -> int:
    """With set-up before it, and the local account, where it is that one."""
    if options.stack not in (None, environment.STACK):
        set_up.engine_tasks(context).run()
        return accept(context, options)
    with local_run.alone(context):
        local_run.start(context)
        return accept(context, options)


def accept(context: Context, options: Options) -> int:
    """0 where every phase passed and nothing deviates, else 1."""
    environment.prepare(context.paths)
    target = Target.of(context, options.stack)
    into = options.into or context.paths.local / "accept" / time.strftime("%Y%m%d-%H%M%S")
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    life = Life(context, target, options, into)
    try:
        life.live()
    finally:
        report = _written(context, life, into)
    if life.interrupted:
        raise KeyboardInterrupt
    return 0 if report.is_well else DEVIATES


def _written(context: Context, life: "Life", into: Path) -> Report:
    """Also of a run that was ended before its time."""
    report = life.report()
    files.write(into / "transcript.json", life.recorder.transcript.text(), 0o600)
    files.write(into / "report.md", report.text(), 0o600)
    for it in report.deviations:
        context.step("deviation").say(f"{it.phase}: {it.statement}: expected {it.expected}; found {it.found}")
    context.step("accept").say(f"{report.verdict()} {into / 'report.md'}")
    return report


@dataclass
class Life:
    """The phases of one run; each is tried, and what was made is removed, whatever happens."""

    context: Context
    target: Target
    options: Options
    directory: Path
    outcomes: list[Outcome] = field(default_factory=list)
    interrupted: bool = False

    def __post_init__(self) -> None:
        self.recorder = Recorder(Shapes(self.target.prefix, self.target.known))
        self._own = self.target.configuration.own(self.target.prefix)
        secrets = self.target.secrets() | {str(it["value"]) for it in self._own.values() if it.get("secret")}
        self._redaction = Redaction(secrets)

    def live(self) -> None:
        with Gateway(self.target.place, self.recorder) as gateway:
            variables = self.target.through(gateway.place)
            account = AccountStatements(self.context, variables)
            step = self.context.step("accept")
            run = Run(step, account, self.recorder, self.target.prefix, self.options.notebook)
            if self._phase(run, *phases.FIRST):
                self._with_stack(run, variables)

    def _with_stack(self, run: Run, variables: dict[str, str]) -> None:
        named = replace(self.target.named, environment=variables)
        name = f"{self.target.stack}-accept"
        with ExitStack() as stack:
            run.stack = stack.enter_context(own_stack.made(named, name, self._own, self.directory))
            try:
                self._phases(run)
            finally:
                self._last(run, name)

    def _phases(self, run: Run) -> None:
        for at, (name, work) in enumerate(phases.LIFE):
            if self.interrupted or (not self._phase(run, name, work) and name in phases.NEEDED):
                self.outcomes += [Outcome(it) for it, _ in phases.LIFE[at + 1 :]]
                return

    def _last(self, run: Run, name: str) -> None:
        """Also after an interrupt; a second one ends this too."""
        for phase, work in phases.LAST:
            if not self._phase(run, phase, work):
                run.step.say(f"what is left of the run has the prefix {run.prefix}. To do: {own_stack.removing(name)}")

    def _phase(self, run: Run, name: str, work: Work) -> bool:
        """Whether it went well, or had nothing to do."""
        outcome, started = Outcome(name), time.monotonic()
        self.outcomes.append(outcome)
        self.recorder.phase = name
        run.step.say(name)
        try:
            outcome.changes, outcome.result = work(run), PASSED
        except SkippedPhaseError as error:
            outcome.result, outcome.said = SKIPPED, str(error)
        except ToolchainError as error:
            outcome.result, outcome.said = FAILED, self._redaction.sentence(str(error))
        except KeyboardInterrupt:
            outcome.result, self.interrupted = INTERRUPTED, True
        outcome.seconds = time.monotonic() - started
        self.recorder.transcript.phase(name).changes = outcome.changes
        run.step.say(f"{name}: {outcome.result} {outcome.said}".rstrip())
        return outcome.is_well

    def report(self) -> Report:
        found = self.recorder.transcript
        # after one that did not go well, others have other things to do
        passed = {it.phase for it in takewhile(lambda it: it.is_well, self.outcomes) if it.result == PASSED}
        about = {
            "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "stack": f"{self.target.stack}-accept, with names that begin with {self.target.prefix}",
            "engine": self.context.versions.engine,
        }
        differences = comparing.compare(Transcript.expected(), found, passed)
        return Report(about, self.outcomes, found, differences)
