"""Stand-in for pulumi-resource-pulumi-python: the SDK's own server of dynamic providers, that ends with its engine."""

import atexit
import os
import runpy
import sys
import threading
import time

PARENT_CHECK_SECONDS = 0.5


def end_with_parent(parent: int) -> None:
    """The SDK's server waits for ever; an engine that was killed sends it no signal."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os._exit(0)


def end_at_once() -> None:
    """The interpreter's own end hangs now and then over the SDK's server: the engine would wait 5 s before a kill."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def main() -> None:
    # registered first, called last
    atexit.register(end_at_once)
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    # The providers are pickled by reference to modules of the program, whose directory is the working directory.
    sys.path.insert(0, os.getcwd())
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
