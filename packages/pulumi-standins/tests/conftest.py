"""Plugins of this suite."""

pytest_plugins = ["devkit.testing.surroundings", "devkit.testing.engine", "standins_tests.conformance.option"]
