"""What surely ends a block by being raised, where nothing else may be raised in it before."""

from __future__ import annotations

from collections.abc import Sequence

from adlint import ir
from adlint.interpret.collections.containers import content
from adlint.interpret.evidence.narrowing import truth_of
from adlint.interpret.flow.raising import handled
from adlint.interpret.frame import Frame
from adlint.interpret.memory.atoms import RAISES, Atom, Closure, Method, Value, atoms
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects.exceptions import exception, is_of
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.views.described import External, Instance
from adlint.ir import Const

ANEW = "raised anew"  # of a `with`: what leaves it is what leaving its manager raises
Ending = tuple[Atom, ...]  # exceptions and their classes; empty where the end of the block is reached


def ending(f: Frame, block: ir.Block) -> Ending | None:
    """What ends a block that was evaluated, one of these; None if something else may be raised in it."""
    made: dict[int, Value] = {}
    for op in block:
        if isinstance(op, ir.Raise):
            return _raised(f, op, made)
        ended = _ending(f, op)
        if ended is None or ended:
            return ended
        if isinstance(op, ir.Call):
            made[op.at] = f.given(op.callee)
    return ()


def is_safe(f: Frame, block: ir.Block) -> bool:
    """Whether a block that is not gone through yet surely raises nothing."""
    bound = set[ir.Operand]()
    for op in block:
        if isinstance(op, ir.Binary):
            if op.left in bound or op.right in bound or not _is_divided(f, op):
                return False
        elif not _is_safe(f, op):
            return False
        if isinstance(op, ir.Store):
            bound.add(op.name)
    return True


def _is_safe(f: Frame, op: ir.Op) -> bool:
    """Whether an operation surely raises nothing: what is bound, or given back, is a literal, or what is called gives
    such and does nothing else.
    """
    if not isinstance(op, ir.Call):
        return isinstance(op, ir.Store | ir.Return) and not isinstance(op.value, str)
    callee = f.given(op.callee) if not op.arguments and not op.keywords else None
    if not isinstance(callee, Closure):
        return False
    function = f.task.function(callee.function)
    return not function.parameters and all(_is_literal(one) for one in function.body)


def _is_divided(f: Frame, op: ir.Binary) -> bool:
    """Whether literal numbers are divided, none of them by 0, where loops are gone through until nothing new comes."""
    if op.operator.removesuffix("=") not in ("/", "//", "%") or not f.task.scale.operations:
        return False
    return _are_whole(f, op.left) and _are_whole(f, op.right, but=0)


def _are_whole(f: Frame, operand: ir.Operand, but: int | None = None) -> bool:
    """Whether an operand that was there before is a whole number, and which it is not."""
    known = [one.value if isinstance(one, Const) else None for one in atoms(f.value(operand))]
    return not isinstance(operand, int) and all(isinstance(one, int) and one != but for one in known)


def _is_literal(op: ir.Op) -> bool:
    return isinstance(op, ir.Store | ir.Return) and isinstance(op.value, Const)


def _raised(f: Frame, op: ir.Raise, made: dict[int, Value]) -> Ending | None:
    """What is raised, where of a class of exceptions it is known that it was called just before."""
    if op.exception is None:
        return None
    known = made.get(op.exception) if isinstance(op.exception, int) else None
    found = atoms(f.given(op.exception) if known is None else known)
    return found if all(_order(one) is not None for one in found) else None


def _ending(f: Frame, op: ir.Op) -> Ending | None:
    match op:
        case ir.Load() | ir.Store() | ir.MakeFunction():
            return ()
        case ir.Call():
            return _called(f, op)
        case ir.GetAttribute():
            return () if f.temps.get(op.at).__class__ is Method else None
        case ir.GetItem():
            return () if _has_item(f, op) else None
        case ir.Binary():
            return () if isinstance(f.temps.get(op.at), Const) else None
        case ir.Try():
            return _tried(f, op)
        case ir.With():
            return _managed(f, op)
        case ir.If():
            known = truth_of(f.value(op.condition))
            return None if known is None else ending(f, op.then if known else op.orelse)
    return None


def _tried(f: Frame, op: ir.Try) -> Ending | None:
    """What leaves a `try` that has none in it: what no handler catches, and what handlers raise."""
    if any(isinstance(one, ir.Try | ir.If) for one in (*op.body, *op.final)):
        return None  # each would be gone through again for each that it is in
    ends = ending(f, op.body)
    if ends is None or op.is_group or ending(f, op.final) != ():
        return None
    if not ends:
        return ending(f, op.orelse)
    handlers, left = reached(f, op.handlers, ends)
    found = [_left(f, handler, ends) for handler in handlers]
    raised = [one for one in found if one]
    if None in found or len(raised) < len(found):
        return None if None in found or raised or left else ()
    return tuple(dict.fromkeys((*left, *(one for several in raised for one in several))))


def _managed(f: Frame, op: ir.With) -> Ending | None:
    """What leaves a `with` in the stead of all that leaves its body."""
    if f.conditions.get(op.at) != ("", ANEW, None) or ending(f, op.body) is None:
        return None
    found = list[Atom]()
    for atom in atoms(f.given(op.manager)):
        cls = atom.cls if isinstance(atom, Object) else None
        method = None if cls is None else lookup(f, cls, "__aexit__" if op.is_async else "__exit__")
        ends = f.task.endings.get(method.function) if isinstance(method, Closure) else None
        if ends is None:
            return None
        found += ends
    return tuple(dict.fromkeys(found))


def _left(f: Frame, handler: ir.Handler, ends: Ending) -> Ending | None:
    """What leaves a handler, which may raise again what it was given."""
    *before, last = handler.body or (None,)
    if not isinstance(last, ir.Raise) or last.exception is not None:
        return ending(f, handler.body)
    return tuple([one for one in ends if _catches(f, handler, one)]) if ending(f, tuple(before)) == () else None


def _has_item(f: Frame, op: ir.GetItem) -> bool:
    """Whether a dict or a list is known to have what it is asked for."""
    container, key = f.value(op.base), f.value(op.index)
    is_plain = isinstance(container, Object) and container.cls is None and container.kind in ("dict", "list", "tuple")
    return is_plain and isinstance(key, Const) and content(f, container).get(key.value) is not None  # type: ignore[arg-type]


def _called(f: Frame, op: ir.Call) -> Ending | None:
    callee = f.given(op.callee)
    if f.temps.get(op.at) is not RAISES:
        return () if _is_plain(f, callee, op) or _is_safe(f, op) else None
    function = callee.callee if isinstance(callee, Method) else callee
    return f.task.endings.get(function.function) if isinstance(function, Closure) else None


def _is_plain(f: Frame, callee: Value, op: ir.Call) -> bool:
    """Whether making an object of a class runs nothing of the program, and nothing that may fail."""
    if op.keywords or any(isinstance(one, ir.Starred) for one in op.arguments):
        return False
    if not isinstance(callee, Class):
        return isinstance(callee, External) and exception(callee) is not None
    if callee.metaclass is not None or not all(_is_silent(f, callee, name) for name in ("__new__", "__setattr__")):
        return False
    set_up = lookup(f, callee, "__init__")
    if isinstance(set_up, Closure):
        return _only_sets(f, callee, f.task.function(set_up.function))
    return set_up is None and (_order(callee) is not None or (not op.arguments and _is_own(callee)))


def _is_silent(f: Frame, cls: Class, name: str) -> bool:
    """Whether a class has a special method from a library, or from nobody."""
    return not isinstance(lookup(f, cls, name), Closure)


def _only_sets(f: Frame, cls: Class, function: ir.Function) -> bool:
    """Whether the only `__init__` of a class keeps what it is given, and hands it to that of Python's exceptions."""
    own = [one for one in cls.order if isinstance(one, Class) and f.task.get(one, "__init__") is not None]
    receiver = function.parameters[0].name if function.parameters else ""
    return len(own) == 1 and all(_only_keeps(op, receiver) for op in function.body)


def _only_keeps(op: ir.Op, receiver: str) -> bool:
    match op:
        case ir.SetAttribute(base=base, value=value):
            return base == receiver and value is not None
        case ir.Call(callee=callee):
            return callee == "super" or isinstance(callee, int)
        case ir.GetAttribute(name=name):
            return name == "__init__"
        case _:
            return False


def _is_own(cls: Class) -> bool:
    return all(isinstance(one, Class) or one == _OBJECT for one in cls.order)


_OBJECT = External("builtins.object")


def ended(f: Frame, name: str, block: ir.Block) -> None:
    """Note what ends a function that surely raises, beside what did where it was called otherwise."""
    found, endings = ending(f, block), f.task.endings
    before = endings.get(name, ())
    endings[name] = None if not found or before is None else tuple(dict.fromkeys((*before, *found)))


def reached(
    f: Frame, handlers: Sequence[ir.Handler], ends: Ending | None
) -> tuple[Sequence[ir.Handler], Ending]:
    """The handlers that may catch what ends a block, and what of that none does; all, where it is not known."""
    if ends is None:
        return handlers, ()
    found, dead = [], f.dead
    for handler in handlers:
        left = tuple([one for one in ends if not _catches(f, handler, one)])
        if len(left) < len(ends):
            found.append(handler)
        ends = left
    f.dead = dead
    return found, ends


def _catches(f: Frame, handler: ir.Handler, raised: Atom) -> bool:
    f.dead = False
    f.task.machine.run(f, handler.test)
    if handler.type is None:
        return True
    order, classes = _order(raised), handled(f, f.given(handler.type))
    return order is None or not classes or any(is_of(order, one) for one in classes)


def _order(raised: Atom) -> tuple[Class | External, ...] | None:
    """The classes that something raised is of; None if they are not all known."""
    match raised:
        case Object(cls=Class() as cls) | (Class() as cls):
            order = tuple(cls.order)
        case External():
            order = (raised,)
        case Instance(path):
            order = (External(path),)
        case _:
            return None
    outside = [one for one in order if not isinstance(one, Class)]
    return order if outside and all(exception(one) is not None for one in outside) else None
