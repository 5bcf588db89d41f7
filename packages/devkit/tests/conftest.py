"""Plugins of this suite."""

pytest_plugins = ["devkit.testing.surroundings"]
