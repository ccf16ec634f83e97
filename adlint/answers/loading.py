"""What answers to questions load, beforehand."""

from __future__ import annotations


def prepare(question: str) -> None:
    """Load what an answer to a question of that kind needs, for whoever may interrupt it: modules that
    are not Python's own cannot be loaded again after a load that was interrupted.
    """
    if question in ("sets", "plan", "joint", "fixed"):
        import adlint.answers.sets.reentrancy  # noqa: PLC0415 -- it takes long to load, and `check` never asks
    if question in ("tape", "plan", "joint", "fixed"):
        import adlint.answers.tape.taping  # noqa: PLC0415 -- it takes long to load, and `check` never asks
    if question in ("plan", "fixed"):
        import adlint.answers.plan.planning  # noqa: PLC0415 -- it takes long to load, and `check` never asks
        import adlint.placement.searching.exact  # noqa: PLC0415 -- it loads NumPy
        import adlint.placement.searching.milp  # noqa: PLC0415 -- it loads HiGHS
    if question in ("joint", "split", "fix", "fixed"):
        import adlint.fixes  # noqa: F401, PLC0415 -- it loads libcst
