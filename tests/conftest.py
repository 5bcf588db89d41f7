"""Plugins of this suite."""

pytest_plugins = [
    "devkit.testing.surroundings",
    "devkit.testing.engine",
    "tests.one_process",
    "spcs_local_tests.soak.plugin",
    "spcs_local_tests.browser.chromium",
]
