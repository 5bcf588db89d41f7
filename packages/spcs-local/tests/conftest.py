"""Plugins of this suite."""

pytest_plugins = [
    "devkit.testing.surroundings",
    "spcs_local_tests.soak.plugin",
    "spcs_local_tests.parity.plugin",
    "spcs_local_tests.browser.chromium",
]
