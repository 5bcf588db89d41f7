"""What more than one suite uses."""

import signal

pytest_plugins = ["tests.soak.plugin", "tests.stack.conformance.option", "tests.stack.whole"]


def pytest_configure() -> None:
    """In a background job SIGINT is ignored, and every program that a test interrupts would inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
