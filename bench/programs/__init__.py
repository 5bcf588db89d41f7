"""The programs that the benchmark gives to the engine."""
