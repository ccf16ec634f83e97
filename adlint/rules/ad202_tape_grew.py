from __future__ import annotations

from collections.abc import Iterator

from adlint.bytesize import human
from adlint.finding import Severity
from adlint.rules.facts import Draft, Taped
from adlint.rules.rule import on_tape
from adlint.tape.recorded import Recorded, grew


@on_tape("AD202", Severity.WARNING, since="0.1", examples="")
def tape_grew(taped: Taped) -> Iterator[Draft]:
    """The tape of an entry is larger than the baseline says.

    Entries are calls in `[[tool.adlint.entry]]`, and comments `# adlint: call(u=f64[n], steps=100)` over functions.
    `adlint check --write-baseline` records their tapes beside the findings; later runs with that baseline (`--baseline
    FILE`, or the setting `baseline`) compare. A tape whose call or model has changed is not compared, and a tape that
    shrank is in order: write the baseline again to hold it to the new size.

    ## Why it matters

    A changed line in a time loop can double the memory of all runs, and no test fails before one runs out of it.

    ## What to do instead

    `adlint tape` says which lines keep most. If the growth is wanted, write the baseline again, and commit it.
    """
    now = recorded(taped)
    if now is None or taped.before is None or not grew(taped.before, now):
        return
    message = f"the tape of `{taped.entry}` takes {_size(now)} under the model {now.model}, {_more(taped.before, now)}"
    yield Draft((taped.function, 0), message, (), (("bytes", now.bytes), ("before", taped.before.bytes)))


def recorded(taped: Taped) -> Recorded | None:
    """What a baseline says of the tape of an entry; None if nothing is known of it."""
    chosen = taped.answer.chosen
    if chosen.size is None or chosen.gaps:
        return None
    return Recorded(taped.entry, taped.answer.call, chosen.model, chosen.size.bytes, chosen.size.expression)


def _size(one: Recorded) -> str:
    return human(one.bytes) if one.bytes is not None else f"`{one.expression}` bytes"


def _more(before: Recorded, now: Recorded) -> str:
    if not before.bytes or now.bytes is None:
        return f"more than the {_size(before)} of the baseline"
    return f"{100 * (now.bytes - before.bytes) / before.bytes:.3g} % more than the {_size(before)} of the baseline"
