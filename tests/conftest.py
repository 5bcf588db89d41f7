"""What more than one suite uses."""

pytest_plugins = [
    "spcs_local_tests.place",
    "spcs_local_tests.soak.plugin",
    "spcs_local_tests.browser.chromium",
    "standins_tests.conformance.option",
    "tests.stack.whole",
]
