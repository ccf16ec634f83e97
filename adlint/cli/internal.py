"""What users read when adlint itself fails."""

from __future__ import annotations

import os

from adlint import __version__

_REPORT = (
    "This is a defect of adlint. Please report it with this message, the version of Python and, if you can, "
    "the file: see CONTRIBUTING.md."
)


def sentence(error: Exception, during: str = "") -> str:
    """One line on what failed where, and one on how to report it."""
    place = f" while {during}" if during else ""
    return f"internal error{place}: {_what(error)} ({_where(error)}; adlint {__version__})\n{_REPORT}"


def advice(message: str) -> str:
    """An internal error that the analysis got over, with how to report it."""
    return f"internal error: {message} (adlint {__version__})\n{_REPORT}"


def _what(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "place unknown"
    code = trace.tb_frame.f_code
    return f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} in {code.co_name}"
