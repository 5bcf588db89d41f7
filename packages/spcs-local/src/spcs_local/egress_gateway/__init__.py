"""Runs inside the gate container, with Python's library alone: the names that services resolve, and their way out.

Services sit on a network without a way out, where the gate is the only name server. Each host that a network rule
opens gets an address of the gate's own, so that a connection tells which host it is for, whatever it speaks; the
source address tells which service asks. Nothing here imports anything else of the project.
"""
