"""Runs in the container that holds an instance's network, with Python's library alone: whom the instance talks to.

The containers of the instance join this one's network name space, so that what is refused here is refused to all of
them, before the first of them runs. The machine's own firewall has no part in it. Nothing here imports anything else
of the project.
"""

READY = "in force"  # what the program says when its rules are
