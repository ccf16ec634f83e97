"""Which values are still in place when the forward sweep ends: the reverse sweep, which follows at once, has them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from adlint.tape.values.flow import Either, Flow, Inside, Step, Turns, parts_of
from adlint.tape.values.leaves import steps_of

_BIND = "numpy.bind"


@dataclass(slots=True)
class InPlace:
    """Which values are in place at the turn point: under a name of the differentiated function, or of an object, that
    is not bound to another value, in a memory that is not written to again. `last` says what names are bound to,
    `names` which were ever bound to a value, and `inner` which are those of functions that are called on the way.
    """

    names: dict[int, set[str]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    overwritten: set[int] = field(default_factory=set)
    inner: set[str] = field(default_factory=set)

    def learn_all(self, flow: Flow, dead: Container[int]) -> None:
        """What happens in the differentiated function, which is called last, and before it."""
        for part in flow[:-1]:
            self.learn((part,), dead)
        for part in flow[-1:]:
            self.learn(part.body if isinstance(part, Inside) else (part,), dead)

    def learn(self, flow: Flow, dead: Container[int], *, outermost: bool = True) -> None:
        """What happens to names and memories; statements whose results the reverse sweep does not need, and that its
        reversal follows at once, are not run.
        """
        for part in flow:
            match part:
                case Step():
                    self._step(part, dead, outermost=outermost)
                case Inside():
                    self.learn(part.body, dead, outermost=False)
                case Turns():
                    self._turns(part, dead, outermost=outermost)
                case Either():
                    for branch in part.branches:
                        self.learn(branch, dead, outermost=outermost)

    def _turns(self, part: Turns, dead: Container[int], *, outermost: bool) -> None:
        bound = {str(step.op.attribute("variable")) for step in steps_of(part.body) if step.op and step.name == _BIND}
        changed = overwritten_in(part.body)
        for one in part.handed:
            if one.initial is not None and one.entry is not None and (one.entry in changed or not outermost):
                self.overwritten.add(one.initial)
            self._renamed(one.initial, one.entry, None if one.entry in changed else bound)
        self.learn(part.body, dead, outermost=outermost)
        for one in part.handed:
            self._renamed(one.exit, one.final, None if one.exit in part.made else bound)

    def _renamed(self, old: int | None, new: int | None, bound: Container[str] | None) -> None:
        """What had names goes on under another value, that of any turn of a loop, or of the last one: under all of its
        names for None, else under those that turns bind.
        """
        if old is None or new is None:
            return
        alive = (name for name in self.names.get(old, ()) if self.last.get(name) == old)
        names = [name for name in alive if bound is None or name in bound]
        self.names.setdefault(new, set()).update(names)
        self.last.update(dict.fromkeys(names, new))

    def _step(self, step: Step, dead: Container[int], *, outermost: bool) -> None:
        if step.name == _BIND and step.op is not None and step.reads[0] is not None:
            value, name = step.reads[0], str(step.op.attribute("variable"))
            if value in dead:
                return
            if not outermost:
                self.inner.add(name)
                self._rebound(name, value)
            self.last[name] = value
            self.names.setdefault(value, set()).add(name)
        elif step.writes and step.writes[0] not in dead:
            before = replaced(step)
            if before is not None and before not in step.writes:
                self.overwritten.add(before)
                names = {name for name in self.names.get(before, ()) if self.last[name] == before}
                self.names[step.writes[0]] = names
                self.last.update(dict.fromkeys(names, step.writes[0]))

    def _rebound(self, name: str, value: int) -> None:
        """What a function called on the way binds no more is lost: its parameters are variables of the caller."""
        old = self.last.get(name, value)
        if old != value:
            self.overwritten.add(old)

    def is_lost(self, value: int) -> bool:
        """Whether a value is overwritten, or all of the names that it had are bound to others."""
        names = self.names.get(value, set()) - self.inner
        return value in self.overwritten or bool(names and all(self.last[name] != value for name in names))

    def holds(self, value: int, arguments: Container[int]) -> bool:
        """Whether a value is in place."""
        if self.is_lost(value):
            return False
        return value in arguments or bool(self.names.get(value, set()) - self.inner)


def overwritten_in(flow: Flow) -> set[int | None]:
    """The values that are overwritten somewhere in a flow, under whichever name turns of its loops give them."""
    found = {replaced(step) for step in steps_of(flow)}
    for part in reversed(list(parts_of(flow))):
        if isinstance(part, Turns):
            found.update(one.initial for one in part.handed if one.entry in found)
    return found


def replaced(step: Step) -> int | None:
    """The value that a memory held before a step wrote to it."""
    if step.base is not None:
        return step.base
    shares = bool(step.results) and step.results[0].buffer != step.results[0].number
    return step.reads[0] if step.reads and (shares or step.name == "numpy.setitem") else None
