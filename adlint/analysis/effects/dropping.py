"""Resources that go with the last reference to them, so that a piece that acquires one has given it back at its end."""

from __future__ import annotations

from adlint import ir
from adlint.analysis.paths.uses import Uses, readers
from adlint.interpret.views.described import Handle, atoms
from adlint.interpret.views.facts import CallFact, Facts
from adlint.models import TEMPORARY, Model, releasing
from adlint.models.mpi import PERHAPS

MAP = "numpy.memmap"
# what keeps the file that it is given, to read from it later
_LAZY = frozenset("reader map filter iter enumerate zip chain islice starmap reversed".split())


def is_harmless(at: int, model: Model, call: CallFact, used: Uses, facts: Facts) -> bool:
    """Whether nothing is left of what the call `at` acquires: a file that is only read from in the same expression, a
    temporary file or folder that is only asked for its name. A lock that is asked for with a time-out may not have been
    acquired, as its result says; where nobody looks at that, it is taken to be.
    """
    if model.of == "self":
        every = (op for several in used.values() for op in several)
        gives_back = any(isinstance(op, ir.GetAttribute) and op.name in releasing() for op in every)
        return gives_back and bool(call.arguments or call.keywords) and bool(used.get(at))
    if model.result == TEMPORARY:
        return not stays(call) and is_place(at, used)
    if model.name == "tempfile.TemporaryDirectory":
        return is_place(at, used)
    if model.result == MAP:  # it goes with its variable, and the temporary file that it maps is another matter
        named = [*call.arguments[:1], *(value for name, value in call.keywords if name == "filename")]
        return any(isinstance(atom, Handle) for value in named for atom in atoms(value))
    return model.acquires == "file" and _reads_only(model, call) and _is_dropped(at, used, facts)


def is_asked(at: int, model: Model, used: Uses) -> bool:
    """Whether a call surely gives back what it is about, or its result is looked at, which says how much it did."""
    is_mpi = model.name.startswith("mpi4py.")
    return not (is_mpi and model.name.rpartition(".")[2] in PERHAPS) or bool(readers(at, used))


def is_place(operand: ir.Operand, used: Uses) -> bool:
    """Whether a result, or the variables that it is stored in, are asked for its name and nothing else."""
    return all(isinstance(op, ir.GetAttribute) and op.name == "name" for op in readers(operand, used))


def stays(call: CallFact) -> bool:
    """Whether a temporary file outlives its object: `delete=False`."""
    return any(name == "delete" and not (isinstance(v, ir.Const) and v.value) for name, v in call.keywords)


def _is_dropped(at: int, used: Uses, facts: Facts) -> bool:
    """Whether nothing keeps the result: it is visited by a loop, a method of it is called, or it is given to a call
    that reads it at once.
    """
    return all(_reads(op, at, used, facts) for op in used.get(at, ()))


def _reads(op: ir.Op, at: int, used: Uses, facts: Facts) -> bool:
    match op:
        case ir.For() | ir.GetItem():
            return True
        case ir.GetAttribute(method):
            return all(isinstance(reader, ir.Call) and reader.callee == method for reader in used.get(method, ()))
        case ir.Call(call, callee) if callee != at:
            fact = facts.call.get(call)
            names = [path.rpartition(".")[2] for path in fact.paths] if fact is not None else []
            return bool(names) and not any(name in _LAZY or name[:1].isupper() for name in names)
        case _:
            return False


def _reads_only(model: Model, call: CallFact) -> bool:
    """Whether a call opens a file object, and only to read from it; a descriptor is a number that nothing closes."""
    position = 0 if model.name == "pathlib.Path.open" else 1
    modes = [*call.arguments[position : position + 1], *(value for name, value in call.keywords if name == "mode")]
    return not model.result.endswith("()") and all(map(_is_reading, modes))


def _is_reading(mode: object) -> bool:
    known = mode.value if isinstance(mode, ir.Const) else None
    return isinstance(known, str) and known[:1] == "r" and "+" not in known
