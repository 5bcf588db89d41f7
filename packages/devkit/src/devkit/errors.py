"""What keeps the toolchain from going on, said to a person."""


class ToolchainError(Exception):
    """One clear message: the subject, what was found, what to do. The command ends with 2."""
