"""What the suites of this repository share. Nothing else of devkit knows it: it needs pytest."""
