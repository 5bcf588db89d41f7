"""How long a process of the engine waits for a query: known to it, and to who starts it."""

IDLE_SECONDS = 60
