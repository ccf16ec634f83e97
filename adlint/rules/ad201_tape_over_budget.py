from __future__ import annotations

from collections.abc import Iterator

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft, Taped
from adlint.rules.rule import on_tape


@on_tape("AD201", Severity.ERROR, since="0.1", examples="")
def tape_over_budget(taped: Taped) -> Iterator[Draft]:
    """The tape of an entry is larger than the settings allow.

    The budget stands in `[tool.adlint.budget]`, the call of the entry in `[[tool.adlint.entry]]` or in a comment over the
    function; if it stands nowhere it is the one that `adlint tape` finds, from annotations or from what the file calls.

    ```toml
    [tool.adlint.budget]
    "solver:loss" = "2GiB"

    [[tool.adlint.entry]]
    call = "solver:loss(u=f64[1000, 1000], steps=100)"
    ```

    ## Why it matters

    The forward sweep keeps its tape until the reverse sweep has consumed it: a tape that does not fit ends the run, after
    the time of the forward sweep is spent.

    ## What to do instead

    `adlint tape` says which lines keep most of it. Checkpoint the time loop, or raise the budget.
    """
    size = taped.answer.chosen.size
    if taped.budget is None or size is None:
        return
    least = size.bytes if size.bytes is not None else (size.interval or (0, None))[0]
    if least is None or least <= taped.budget:
        return
    most = "" if size.bytes is not None else "at least "
    message = (
        f"the tape of `{taped.entry}` takes {most}{human(least)} under the model {taped.answer.chosen.model}, "
        f"more than its budget of {human(taped.budget)}: {taped.answer.call}"
    )
    yield Draft((taped.function, 0), message, (), (("bytes", size.bytes), ("budget", taped.budget)))
