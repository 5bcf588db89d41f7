"""Makes up for what the place that the tests are started from may leave to every program that a test starts."""

import os
import signal


def pytest_configure() -> None:
    """Once, before anything is started."""
    # in a background job SIGINT is ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # a proxy for the world is none for this machine
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost", ".localhost")))
