"""Runs a Pulumi program as the language host asks: settings from the command line, configuration from the environment.

Started by path with `python -P`, so that nothing of the toolchain becomes importable for the program. The configuration
travels in PULUMI_CONFIG and PULUMI_CONFIG_SECRET_KEYS, never on the command line, which other users can read.
"""

from __future__ import annotations

import argparse
import asyncio
import atexit
import gc
import logging
import os
import runpy
import signal
import sys
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile
from pathlib import Path

import pulumi
from pulumi import runtime

# What the language host reads as "the user has been told already".
EXIT_TOLD = 32
THREADS_PER_OPERATION = 4
# Objects between two collections. An SDK makes hundreds of thousands that stay: with Python's 700 a quarter of the time
# to import it goes into looking at them.
GARBAGE = 500_000


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("monitor", "engine", "project", "stack", "organization", "root-directory", "directory"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--parallel", type=int, required=True)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("program")
    parser.add_argument("arguments", nargs="*")
    return parser.parse_args(arguments)


def configure(options: argparse.Namespace) -> None:
    """Makes this process the program of one engine run."""
    runtime.set_all_config(runtime.get_config_env(), runtime.get_config_secret_keys_env())
    runtime.configure(
        runtime.Settings(
            project=options.project,
            stack=options.stack,
            monitor=options.monitor,
            engine=options.engine,
            parallel=options.parallel,
            dry_run=options.dry_run,
            organization=options.organization,
            root_directory=options.root_directory,
        )
    )


def run(program: str, parallel: int) -> int:
    """Runs the program inside a stack resource and returns the exit code."""
    # A failed resource leaves futures that nobody awaits; the engine has reported it by then.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    with ThreadPoolExecutor(max(parallel, 1) * THREADS_PER_OPERATION) as executor, asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.set_default_executor(executor)
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(runtime.run_in_stack(lambda: _execute(program)))
        except pulumi.RunError as error:
            pulumi.log.error(str(error))
            return EXIT_TOLD
        except Exception as error:
            pulumi.log.error("Program failed with an unhandled exception:\n" + user_traceback(error, program))
            return EXIT_TOLD
    return 0


def user_traceback(error: Exception, program: str) -> str:
    """The traceback from the program's own first frame on."""
    folder = Path(program).resolve()
    folder = folder if folder.is_dir() else folder.parent
    frames = traceback.extract_tb(error.__traceback__)
    # what is not a file, such as "<frozen runpy>", would resolve to one of the working directory
    own = [frame.filename[0] != "<" and _is_own(Path(frame.filename), folder) for frame in frames]
    first = own.index(True) if any(own) else 0
    return "".join(traceback.format_exception(error, limit=first - len(frames)))


def _is_own(file: Path, folder: Path) -> bool:
    return folder in file.resolve().parents and "site-packages" not in file.parts


def _execute(program: str) -> None:
    if Path(program).is_dir() and not (Path(program) / "__main__.py").is_file():
        raise pulumi.RunError(f"there is no __main__.py in {Path(program).resolve()}")
    runpy.run_path(program, run_name="__main__")


def shorten_traces(directory: str) -> None:
    """Keep a resource's trace, which goes into the state, to the frames of the program.

    Of the SDK's runner, asyncio and this file it would hold a dozen more, with this machine's paths: two fifths of the
    state of many services, which the engine writes as a whole before and after every step.
    """
    # the language host imports this file for its exit code alone
    from pulumi.runtime import resource
    from pulumi.runtime.proto import source_pb2

    whole, start = resource._get_stack_trace, Path(directory).as_uri()  # the SDK's version is pinned

    def is_own(frame: source_pb2.StackFrame) -> bool:
        return frame.pc.uri.startswith(start) and "/site-packages/" not in frame.pc.uri

    def own() -> source_pb2.StackTrace:
        return source_pb2.StackTrace(frames=takewhile(is_own, whole().frames))

    resource._get_stack_trace = own


class End:
    """The process's end without the interpreter's own, which takes apart all that the SDK made: most of a second."""

    code: int | None = None

    def __call__(self) -> None:
        if self.code is not None:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(self.code)


def main(arguments: Sequence[str]) -> int:
    # the engine asks the program to end after it has told why; a traceback of that would hide it
    signal.signal(signal.SIGINT, lambda *_: os._exit(EXIT_TOLD))
    gc.set_threshold(GARBAGE)
    options = parse(arguments)
    os.chdir(options.directory)
    configure(options)
    shorten_traces(options.root_directory)
    sys.argv = [options.program, *options.arguments]
    return run(options.program, options.parallel)


if __name__ == "__main__":
    end = End()
    # registered first, so that it is called after those of the program
    atexit.register(end)
    end.code = main(sys.argv[1:])
