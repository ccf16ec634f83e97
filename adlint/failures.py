"""What happens when the analysis itself fails: the place is named, everything else goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from msgspec import Struct

R = TypeVar("R")
S = TypeVar("S")


NESTED = "this is nested too deeply"


class ExhaustedError(Exception):
    """More steps were asked for than are taken at one place; its text says so."""


@dataclass(slots=True)
class Steps:
    """What is left of the steps that are taken at one place; `said` is the reason where they are not enough."""

    left: int
    said: str

    def take(self, steps: int) -> None:
        """Count so many steps. ExhaustedError if there are fewer."""
        self.left -= steps
        if self.left < 0:
            raise ExhaustedError(self.said)


class Failure(Struct, frozen=True):
    """A step that raised on one function (`module:name`) or text (its path)."""

    where: str
    message: str


@dataclass(slots=True)
class Guard:
    """Runs steps and keeps what failed: a defect of adlint, whatever the user's code is like. What is nested too deeply
    or takes too many steps is no failure but beyond a limit; `limits` has why, by where.
    """

    failures: list[Failure] = field(default_factory=list)
    limits: dict[str, str] = field(default_factory=dict)

    def __call__(self, where: str, step: Callable[[], R], otherwise: Callable[[], S]) -> R | S:
        """`step()`, or `otherwise()` if it raises."""
        try:
            return step()
        except RecursionError:
            self.limits.setdefault(where, NESTED)
            return otherwise()
        except ExhaustedError as error:
            self.limits.setdefault(where, str(error))
            return otherwise()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the other functions are still analysed
            trace = error.__traceback__
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            place = "" if trace is None else f" ({trace.tb_frame.f_code.co_name}:{trace.tb_lineno})"
            self.failures.append(Failure(where, f"{type(error).__name__}: {error}{place}"))
            return otherwise()

    def take(self, other: Guard) -> None:
        """What another one has kept, too."""
        self.failures += other.failures
        self.limits = {**other.limits, **self.limits}

    @property
    def is_clean(self) -> bool:
        """Whether nothing failed or went beyond a limit."""
        return not (self.failures or self.limits)
