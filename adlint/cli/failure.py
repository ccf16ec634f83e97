"""A command that cannot answer."""


class Failure(Exception):  # noqa: N818  # its message is shown, its name is not
    """Why a command cannot answer, in words for its user; the exit code is 2."""
