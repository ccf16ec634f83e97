"""Records a trace as PyTorch's autograd does: what needs a gradient, and what the formulas of operations save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from adlint.shapes.dims import Dim, dim
from adlint.shapes.dtypes import kind
from adlint.shapes.sizes import Sizes
from adlint.tape.lines import Tape
from adlint.tape.torch.formulas import Formula, formula
from adlint.tape.torch.memory import Memory, Save
from adlint.tape.torch.turns import Box, Turns, less
from adlint.trace import Alt, Array, Call, Checkpoint, Loop, Node, Op, Opaque, Operand, Repeated, Site, Trace

ROUNDS = 5  # until what needs a gradient at the start of a turn stays the same
# operations of which results that are saved have sizes that only measurements tell
_MEASURED = {
    "mkldnn_rnn_layer": "the workspace of an LSTM layer has the size that oneDNN gave it in PyTorch 2.13.0 on one"
    " x86-64 processor; other builds and processors may differ",
}


@dataclass(slots=True)
class Recorder:
    """One recording. `needs` are the families of views, by the number of the first, that need a gradient: a write into
    one of them holds for all. `families` say of which an array is, if not of its own.
    """

    sizes: Sizes
    least: bool = False
    needs: set[int] = field(default_factory=set)
    families: dict[int, int] = field(default_factory=dict)
    memory: Memory = field(init=False)
    tape: Tape = field(default_factory=Tape)
    box: Box = ()
    is_trial: bool = False
    clones: int = 0

    def __post_init__(self) -> None:
        self.memory = Memory(self.sizes)

    def start(self, arrays: Iterable[Array]) -> None:
        """These are what derivatives are taken with respect to."""
        self.needs.update(one.number for one in arrays if one.is_inexact)

    def finish(self) -> tuple[Tape, Dim]:
        """The tape of what was recorded, and the bytes of arguments that are saved apart."""
        self.memory.tell(self.tape)
        return self.tape, self.memory.apart()

    def run(self, trace: Trace) -> None:
        """Record a trace."""
        for node in trace:
            self._node(node)

    def _node(self, node: Node) -> None:
        match node:
            case Op():
                self._op(node)
            case Opaque():
                if any(map(self._needs, node.operands)):
                    self._miss(node.site, node.reason)
            case Call():
                self.run(node.body)
            case Checkpoint() if node.policy:  # what is left of a sequence runs as it is
                self.run(node.body)
            case Checkpoint():
                self._checkpoint(node)
            case Alt():
                self._alt(node)
            case Loop():
                self._loop(node)

    def _family(self, array: Array) -> int:
        return self.families.get(array.number, array.number)

    def _needs(self, operand: Operand) -> bool:
        if isinstance(operand, Repeated):
            operand = operand.array
        return isinstance(operand, Array) and self._family(operand) in self.needs and operand.is_inexact

    def _set(self, array: Array, *, needed: bool) -> None:
        (self.needs.add if needed and array.is_inexact else self.needs.discard)(self._family(array))

    def _miss(self, site: Site, reason: str) -> None:
        if not self.is_trial:
            self.tape.miss(site, reason)

    def _op(self, op: Op) -> None:
        name = op.name.removeprefix("torch.")
        if name == "detach":
            self._set(op.results[0], needed=False)
        elif name in ("Parameter", "requires_grad_"):
            self._set(op.results[0], needed=op.attribute("needed") is True)
        elif op.attribute("view") and isinstance(op.operands[0], Array):
            self._view(op, op.operands[0])
        else:
            self._recorded(op, name)

    def _view(self, op: Op, base: Array) -> None:
        if op.attribute("plain"):
            self._set(op.results[0], needed=False)
        else:
            self.families[op.results[0].number] = self._family(base)

    def _recorded(self, op: Op, name: str) -> None:
        inplace = op.attribute("inplace") is True
        needs = [self._needs(one) for one in op.operands]
        recorded = any(needs) and not op.attribute("plain")
        if name == "<not known>":
            if not op.attribute("plain"):
                self._miss(op.site, str(op.attribute("reason")))
        elif name == "<custom>":
            self._kept(op, recorded, op.attribute("saved", ()))
        elif recorded and any(kind(one.dtype) in "fc" for one in op.results):
            found = formula(name, inplace=inplace)
            if found is None:
                self._miss(op.site, f"no formula of what `{name}` saves")
            else:
                recorded = self._saved(op, name, found, inplace=inplace)
        for result in op.results:
            if recorded or not inplace:
                self._set(result, needed=recorded)

    def _kept(self, op: Op, recorded: bool, saved: object) -> None:
        if recorded and isinstance(saved, tuple):
            for one in saved:
                self._save(op.site, one, "custom function", "saved by `forward`")

    def _saved(self, op: Op, name: str, found: Formula, *, inplace: bool) -> bool:
        """What an operation saves; says whether it is recorded at all."""
        named = [(found.named(number), one) for number, one in enumerate(op.operands)]
        needing = {key for key, one in named if self._needs(one)}
        if not needing.intersection(found.active):
            return False
        keys = {key for key, *conditions in found.inputs if not conditions or needing.intersection(conditions)}
        for place, (key, one) in enumerate(named):
            if key in keys and inplace and place == 0:
                self._clone(op.site, one, name)
            elif key in keys:
                self._save(op.site, one.array if isinstance(one, Repeated) else one, name, f"operand of {name}")
        if name in _MEASURED and not self.is_trial:
            self.tape.assumed[_MEASURED[name]] = None
        for number in found.outputs:
            if number < len(op.results):
                self._save(op.site, op.results[number], name, f"result of {name}")
        return True

    def _save(self, site: Site, one: Operand, name: str, why: str) -> None:
        if isinstance(one, Array) and not self.is_trial:
            self.memory.save(one, Save(self.box, site, name, why))

    def _clone(self, site: Site, one: Operand, name: str) -> None:
        """What is written over is copied before."""
        if isinstance(one, Array) and not self.is_trial:
            self.clones -= 1
            copy = Array(self.clones, one.shape, one.dtype, one.framework, self.clones)
            self.memory.made(copy, len(self.box))
            self.memory.save(copy, Save(self.box, site, name, f"operand of {name}, which is written over"))

    def _checkpoint(self, node: Checkpoint) -> None:
        """Its tensors are saved, and nothing that is in it."""
        for one in node.inputs:
            self._save(node.site, one, "checkpoint", "input of a checkpoint")
        before, gaps = self.is_trial, dict(self.tape.gaps)
        self.is_trial = True
        self.run(node.body)
        self.is_trial, self.tape.gaps = before, gaps

    def _alt(self, node: Alt) -> None:
        """Whichever branch runs: the one that saves most stands for all, or that which saves least."""
        needed, saved = set(self.needs), dict(self.memory.saved)
        after: set[int] = set()
        found = []
        for branch in node.branches:
            self.needs, self.memory.saved = set(needed), saved.copy()
            self.run(branch)
            after |= self.needs
            found.append(self.memory.saved)
        sizes = [self.memory.bytes(one) for one in found]
        chosen = 0
        for number, size in enumerate(sizes):
            a, b = (size, sizes[chosen]) if self.least else (sizes[chosen], size)
            chosen = number if less(a, b, self.sizes) else chosen
        self.needs, self.memory.saved = after, found[chosen]
        for join in node.joins:
            self._set(join.result, needed=any(map(self._needs, join.sources)))
            if join.result.buffer in self.memory.joins and not self.is_trial:
                self.memory.joins[join.result.buffer] = (join.sources[chosen],)

    def _loop(self, node: Loop) -> None:
        """Turns under what needs a gradient at their start, which may change in the first ones, and then stays."""
        done: Dim = 0
        for turn in range(ROUNDS):
            if isinstance(node.trips, int) and turn >= node.trips:
                break
            self._hand_on(node, first=turn == 0)
            start = set(self.needs)
            self._turns(node, Turns(node.index, 0, 1), is_trial=True)
            self._hand_on(node, first=False)
            again = start <= self.needs and self._entries(node, self.needs) == self._entries(node, start)
            self.needs = start
            last = again or turn == ROUNDS - 1
            self._turns(node, Turns(node.index, done, node.trips if last else dim(done + 1)), is_trial=self.is_trial)
            done = dim(done + 1)
            if last:
                break
        for one in node.carried:
            self._set(one.final, needed=self._needs(one.exit))

    def _turns(self, node: Loop, turns: Turns, *, is_trial: bool) -> None:
        before, self.is_trial = self.is_trial, self.is_trial or is_trial
        self.box = (*self.box, turns)
        self.run(node.body)
        self.box, self.is_trial = self.box[:-1], before

    def _entries(self, node: Loop, needs: set[int]) -> set[int]:
        return {one.entry.number for one in node.carried if one.entry is not None and self._family(one.entry) in needs}

    def _hand_on(self, node: Loop, *, first: bool) -> None:
        found = [
            (one.entry, self._needs(one.initial if first else one.exit))
            for one in node.carried
            if one.entry is not None
        ]
        for entry, needed in found:
            self._set(entry, needed=needed)


def saved_tensors(
    trace: Trace,
    arguments: Iterable[Array],
    results: Iterable[Array],  # noqa: ARG001 -- as folds of other models have it
    sizes: Sizes,
    wanted: Iterable[Array] | None = None,
    *,
    least: bool = False,
) -> tuple[Tape, Dim]:
    """The tape of a trace, and the bytes of what is saved apart: arguments, and parameters of models.

    Derivatives are taken with respect to the arguments that are `wanted`, all unless they are given, and to parameters.
    Where it is not known which branch runs, the one that saves most counts, or that which saves `least`. `results` are
    of no account: what is saved is, whether it is used or not.
    """
    arguments = list(arguments)
    recorder = Recorder(sizes, least)
    recorder.start(arguments if wanted is None else wanted)
    recorder.memory.start(arguments)
    recorder.memory.declare(trace, 0)
    recorder.run(trace)
    return recorder.finish()
