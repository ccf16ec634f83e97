from __future__ import annotations

from collections.abc import Iterator

from adlint.differentiated.retained import Retaining
from adlint.finding import Severity
from adlint.rules.facts import Differentiated, Draft
from adlint.rules.rule import on_function


@on_function(
    "AD207",
    Severity.WARNING,
    since="0.1",
    examples="""
    import torch
    import torch.nn.functional as F

    def train(model, data, optimizer):
        total = 0.0
        history = []
        for x, y in data:
            optimizer.zero_grad()
            loss = F.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss
          # ^^^^^^^^^^^^^ `loss` is kept in `total` with the graph of its turn: detach it, or take its number with `.item()`
            history.append(loss)
          # ^^^^^^^^^^^^^^^^^^^^ `loss` is kept in `history` with the graph of its turn: detach it, or take its number with `.item()`
        return total, history

    def detached(model, data, optimizer):
        total = 0.0
        history = []
        for x, y in data:
            loss = F.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
            loss = loss.detach()
            history.append(loss)
        return total, history

    def one_sweep(model, data):
        total = 0.0
        for x, y in data:
            total += F.mse_loss(model(x), y)
        total.backward()

    def repeated(model, data, optimizer):
        for x, y in data:
            loss = F.mse_loss(model(x), y)
            loss.backward(retain_graph=True)
          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `retain_graph=True` keeps the graph of this turn, through which nothing is swept again in the turn
            optimizer.step()

    def transformed(model):
        free, bounded = [], []
        for variable in model.variables:
            value = model.start(variable)
            free.append(value)
            value = model.transforms[variable].backward(value, *variable.inputs)
            bounded.append(value)
        return free, bounded

    def rows(model, x):
        y = model(x)
        for i in range(len(y)):
            y[i].sum().backward(retain_graph=True)

    def update(model, x, y):
        loss = F.mse_loss(model(x), y)
        loss.backward()
        return loss

    def number(model, x, y):
        loss = F.mse_loss(model(x), y)
        loss.backward()
        return loss.item()

    def epochs(model, data):
        losses, numbers = [], []
        for x, y in data:
            losses.append(update(model, x, y))
          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `update(model, x, y)` is kept in `losses` with the graph of its turn: detach it, or take its number with `.item()`
            numbers.append(number(model, x, y))
        return losses, numbers

    class Trainer:
        def step(self, x, y):
            loss = F.mse_loss(self.model(x), y)
            loss.backward()
            self.losses.append(loss)
          # ^^^^^^^^^^^^^^^^^^^^^^^^ `loss` is kept in `self.losses` with the graph of its turn: detach it, or take its number with `.item()`
            self.seen.append(float(loss))
    """,
)
def retained_graph(differentiated: Differentiated) -> Iterator[Draft]:
    """A value keeps the graph of PyTorch that it was computed by, although the reverse sweep through it has run.

    Meant are losses that are added up or gathered over turns of a loop (or calls of a method) that each run a reverse sweep, and
    `retain_graph=True` in the last reverse sweep of a turn through what the turn has computed.

    ## Why it matters

    A tensor holds the nodes that it was computed by. A sum of losses holds those of all turns: memory grows
    with each turn, until it is spent. A graph that is retained keeps its saved tensors beside: the next turn makes its
    own before they are freed, and where a state goes on from turn to turn, all are kept, and swept again.

    ## What to do instead

    Add up numbers: `total += loss.item()`, or `loss.detach()` where the device should not wait. Sweep back once without
    `retain_graph`; detach a state that goes on to the next turn (`h = h.detach()`).

    ## Fix

    Keeps `loss.detach()`; takes `retain_graph=True` out (both unsafe: what is kept has no derivative any more).

    ## References

    PyTorch, *Frequently Asked Questions: My model reports "cuda runtime error(2): out of memory"*.
    """
    function = differentiated.function
    if not function.is_by("torch"):
        return
    retaining = Retaining(function)
    yield from _kept(retaining)
    if retaining.sweeps and retaining.gives():
        for caller, calls in differentiated.whole.callers(function.name):
            yield from _kept(Retaining(caller, calls))
    for at in retaining.graphs():
        message = "`retain_graph=True` keeps the graph of this turn, through which nothing is swept again in the turn"
        yield Draft((function.name, at), message, repair=("release-graph",))


def _kept(retaining: Retaining) -> Iterator[Draft]:
    name = retaining.reached.name
    for found in {one.at: one for one in retaining.kept()}.values():
        message = (
            f"`{found.value}` is kept in `{found.holder}` with the graph of its turn: detach it, or take its number "
            "with `.item()`"
        )
        steps = (((name, found.backward), "the reverse sweep of the turn"),)
        data = (("value", found.value), ("holder", found.holder))
        yield Draft((name, found.at), message, steps, data, ("detach",))
