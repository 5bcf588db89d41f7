"""What a process of the engine and who starts it hold to, both."""

IDLE_SECONDS = 60  # that a process waits for a query
MOST_BYTES = 16 * 1024 * 1024  # of a query with what it is given, and of its answer
