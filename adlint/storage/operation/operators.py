"""Operators: what they read, which of them change their left operand, and what they give."""

from __future__ import annotations

from adlint import ir
from adlint.ir.operators import ARITHMETIC, COMPARED, MIRRORED, UNARY
from adlint.models.protocols import ARRAYS, COMPARING, KEYS, MEMBERS, TEXT, TRUTH
from adlint.storage.callbacks.handing import applied, run_special
from adlint.storage.definitions.members import subjects
from adlint.storage.frame import Frame
from adlint.storage.invocation.calls import Given, call_special
from adlint.storage.invocation.entries import is_there
from adlint.storage.location.paths import is_path, path_of
from adlint.storage.location.places import ANY
from adlint.storage.location.sizes import calculated, compared_numbers
from adlint.storage.location.texts import composed, is_text
from adlint.storage.onetime.guards import compared, negated
from adlint.storage.operation.iterating import is_iterator, iterated, iterators, pass_on
from adlint.storage.run import is_number
from adlint.storage.state import State
from adlint.storage.things.kinds import SEQUENCES, is_file
from adlint.storage.things.making import make, something
from adlint.storage.things.memory import (
    grown,
    is_array,
    kind_of,
    kind_of_item,
    look_into,
    put,
    reach,
    read,
    step_of,
    write,
)
from adlint.storage.things.taking import settled
from adlint.storage.things.values import (
    NONE,
    NOTHING,
    NUMBER,
    Atom,
    Function,
    Number,
    Ref,
    Tuple,
    Type,
    Value,
    join,
    joined,
    literal,
    refs,
)

_SPECIAL = ARITHMETIC | COMPARED
_ORDER = ("__lt__", "__gt__", "__le__", "__ge__")  # any of which `functools.total_ordering` makes the others of
_ELEMENTWISE = frozenset({"+", "-", "*", "/", "//", "**"})  # what gives an array for an array, whatever the other is
OPERATORS = {f"__{name}__": sign for sign, name in _SPECIAL.items()}  # by the methods that stand for them
IN_PLACE = {f"__i{name}__": f"{sign}=" for sign, name in _SPECIAL.items() if f"{sign}=" in ir.IN_PLACE}


def unary(f: Frame, state: State, op: ir.Unary) -> Value:
    """`-x`, `not x`."""
    value = f.value(state, op.operand)
    special, is_all = _special_unary(f, state, op, value)
    if is_all:
        return special
    known = literal(value)
    read(f.run, state, value)
    if op.operator == "not":
        run_special(f, state, op.at, value, TRUTH)
        negated(f, op, value)
    if op.operator == "-" and known is not None and isinstance(known.value, int | float):
        return (Number(ir.Const(f"-{known.text}", -known.value)),)
    if op.operator.startswith("!"):
        run_special(f, state, op.at, value, TEXT)
    if op.operator == "not" or op.operator.startswith("!"):
        return NUMBER
    fresh = _fresh(f, state, op.at, value, gives_array=is_array(f.run, value))
    return join(special, fresh)


def _special_unary(f: Frame, state: State, op: ir.Unary, value: Value) -> tuple[Value, bool]:
    """What classes of the program say of an operator of one operand, and whether that is all that there is to say."""
    result: Value = NOTHING
    is_all = False
    for one in subjects(value) if op.operator in UNARY else ():
        given = Given(((one,),))
        told, is_all = call_special(f, state, op.at, (UNARY[op.operator],), given, certain=len(value) == 1)
        result = join(result, told)
    return result, is_all and len(value) == 1


def _fresh(f: Frame, state: State, at: int, *values: Value, gives_array: bool = False) -> Value:
    if all(map(is_number, values)):
        return NUMBER
    return (Ref(make(f, state, at, "array")),) if gives_array else something(f, state, at)


def binary(f: Frame, state: State, op: ir.Binary) -> Value:
    """`a + b`, `a += b`, `a < b`, `a in b`."""
    left, right = f.value(state, op.left), f.value(state, op.right)
    compared(f, op, left, right)
    if op.in_place and isinstance(op.left, int) and op.left in f.cut:  # and is put back there
        f.run.acts("add", (f.cut[op.left],), "what a file holds is added to")
    return operated(f, state, op, left, right)


def operated(f: Frame, state: State, op: ir.Binary, left: Value, right: Value) -> Value:
    """What an operator gives of two values."""
    if op.operator in ("is", "is not"):
        for value in (left, right):
            reach(f.run, settled(f.run, value))  # it matters which thing it is, not what is in it
        return _asked_for_none(op.operator, left, right)
    special, is_all = _special(f, state, op, left, right)
    return special if is_all else join(special, _plain(f, state, op, left, right))


def _asked_for_none(operator: str, left: Value, right: Value) -> Value:
    """What `x is None` gives, where that is known of literals and of functions and classes of the program."""
    if right != NONE or not left or (left != NONE and any(map(_may_be_none, left))):
        return NUMBER
    truth = (left == NONE) == (operator == "is")
    return (Number(ir.Const(str(truth), truth)),)


def _may_be_none(atom: Atom) -> bool:
    is_literal = isinstance(atom, Number) and atom.known is not None and atom not in NONE
    return not (is_literal or isinstance(atom, Function | Type | Tuple))


def _plain(f: Frame, state: State, op: ir.Binary, left: Value, right: Value) -> Value:
    """What an operator gives where no class of the program says what it does."""
    if op.operator in ("in", "not in"):
        read(f.run, state, left)
        _look_for(f, state, left, right)
    else:
        joins = _joins_lists(op, left, right)  # which are gone through, and not looked into
        read(f.run, state, tuple([atom for atom in (*left, *right) if not (joins and _is_sequence(atom))]))
    known = compared_numbers(op.operator, left, right, f.run.bounds) or calculated(op.operator, left, right)
    if known is not None:
        return known
    if op.operator.removesuffix("=") in ARITHMETIC or op.operator in COMPARED:
        run_special(f, state, op.at, (*left, *right), ARRAYS)
    held = applied(f, state, op.at, left, right)
    if op.operator in COMPARED:
        run_special(f, state, op.at, (*left, *right), COMPARING, within=True)
    if op.operator in ("/", "/=") and any(is_text(value) or is_path(value) for value in (left, right)):
        return join(held, path_of(f, state, op.at, "/", (left, right)))
    if op.in_place:
        return _as_text(f, op, left, right, join(held, _in_place(f, state, op, left, right)))
    if op.operator in ("in", "not in"):
        run_special(f, state, op.at, left, KEYS, within=True)
        run_special(f, state, op.at, right, MEMBERS)
        run_special(f, state, op.at, right, KEYS, within=True)
        return NUMBER
    if op.operator == "%":
        written = [joined(atom.items) if isinstance(atom, Tuple) else (atom,) for atom in right]
        run_special(f, state, op.at, joined(written), TEXT)
    if op.operator == "|" and any(isinstance(atom, Ref) and kind_of(atom.thing) == "dict" for atom in (*left, *right)):
        made = make(f, state, op.at, "dict")
        put(f.run, state, made, ANY, iterated(f, state, (*left, *right), op.at), certain=True)
        return (Ref(made),)
    if op.operator in ("+", "*") and any(map(_is_sequence, (*left, *right))):
        made = make(f, state, op.at, "list")
        several = tuple([atom for atom in (*left, *right) if not _is_iterator(state, atom)])
        put(f.run, state, made, ANY, iterated(f, state, several, op.at), certain=True)
        held = (Ref(made),)
        if all(_is_sequence(atom) or is_number((atom,)) for atom in (*left, *right)):
            return held
    gives_array = op.operator in _ELEMENTWISE and any(is_array(f.run, value) for value in (left, right))
    fresh = join(held, _fresh(f, state, op.at, left, right, gives_array=gives_array))
    return join(fresh, NUMBER) if op.operator in ir.COMPARISONS else _as_text(f, op, left, right, fresh)


def _as_text(f: Frame, op: ir.Binary, left: Value, right: Value, result: Value) -> Value:
    """The same result, where it is told which text it is that `+` or `%` makes."""
    sign = op.operator.removesuffix("=")
    if not ((sign in ("+", "%") and is_text(left)) or (sign == "+" and is_text(right))):
        return result
    others = tuple([atom for atom in result if not isinstance(atom, Number)])
    return join(others, composed(f, op.at, sign, (left, right)))


def _joins_lists(op: ir.Binary, left: Value, right: Value) -> bool:
    """Whether lists are put together, or one behind itself several times."""
    if op.operator == "+=":
        return all(map(_is_list, left)) and all(map(_is_sequence, right))
    is_times = op.operator == "*"
    if op.operator != "+" and not is_times:
        return False
    return all(_is_sequence(atom) or (is_times and is_number((atom,))) for atom in (*left, *right))


def _is_iterator(state: State, atom: Atom) -> bool:
    """Whether something is an iterator, which nothing adds to a list: that raises."""
    return isinstance(atom, Ref) and is_iterator(state, atom.thing)


def _is_list(atom: Atom) -> bool:
    return _is_sequence(atom) and isinstance(atom, Ref) and kind_of(atom.thing) == "list"


def _look_for(f: Frame, state: State, key: Value, among: Value) -> None:
    """Something is looked for among the keys of dicts, or the items of other containers."""
    known = literal(key)
    for thing in iterators(f, state, among):
        pass_on(f, state, thing)
    for atom in among:
        if not isinstance(atom, Ref) or atom.view is not None or kind_of(atom.thing) != "dict":
            read(f.run, state, (atom,))
        elif known is not None and isinstance(known.value, str):
            step = f"[{known.text}]"
            is_there(f.run, state, atom.thing, step, step_of(f.run, state, atom.thing, step))
        else:
            look_into(f.run, state, atom)


def _is_sequence(atom: Atom) -> bool:
    """Whether something is a list or a tuple, and not a part of one."""
    if not isinstance(atom, Ref):
        return isinstance(atom, Tuple)
    return kind_of(atom.thing) in SEQUENCES and atom.view is None


def _special(f: Frame, state: State, op: ir.Binary, left: Value, right: Value) -> tuple[Value, bool]:
    """What classes of the program say of an operator, and whether that is all that there is to say. Where the class of
    the left side does, one of another class on the right is asked if that answers `NotImplemented`.
    """
    sign = op.operator.removesuffix("=") if op.in_place else op.operator
    if sign not in _SPECIAL:
        return NOTHING, False
    of_left, of_right = _methods(sign, in_place=op.in_place)
    result, is_all = _asked(f, state, op.at, left, right, of_left, certain=True)
    kinds = {kind_of(ref.thing) for ref in refs(left)} if is_all else set()
    others = tuple([atom for atom in right if not (isinstance(atom, Ref) and kind_of(atom.thing) in kinds)])
    told, is_told = _asked(f, state, op.at, others, left, of_right, certain=not is_all)
    return join(result, told), is_all or is_told


def _asked(
    f: Frame, state: State, at: int, value: Value, other: Value, names: tuple[str, ...], *, certain: bool
) -> tuple[Value, bool]:
    """What an operator gives that one side is asked for, and whether that surely tells."""
    result: Value = NOTHING
    is_all = False
    for one in subjects(value):
        given, is_sure = Given(((one,), other)), certain and len(value) == 1
        told, is_all = call_special(f, state, at, names, given, certain=is_sure)
        result = join(result, told)
    return result, is_all and len(value) == 1


def _methods(sign: str, *, in_place: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The methods that an operator asks its left side for, the first that there is, and its right side."""
    plain = f"__{_SPECIAL[sign]}__"
    if sign in ("==", "!="):
        both = ("__ne__", "__eq__") if sign == "!=" else ("__eq__",)
        return both, both
    if sign in MIRRORED:
        return (plain, *_ORDER), (f"__{_SPECIAL[MIRRORED[sign]]}__", *_ORDER)
    return (f"__i{_SPECIAL[sign]}__", plain) if in_place else (plain,), (f"__r{_SPECIAL[sign]}__",)


def _in_place(f: Frame, state: State, op: ir.Binary, left: Value, right: Value) -> Value:
    """`left += right`: an array is changed itself, a number is not."""
    result: Value = NOTHING
    for atom in left:
        if not isinstance(atom, Ref):
            result = join(result, _fresh(f, state, op.at, right) if isinstance(atom, Number) else (atom,))
            continue
        kind, kind_within = kind_of(atom.thing), kind_of_item(f.run, atom)
        if "number" in (kind, kind_within):
            result = join(result, _fresh(f, state, op.at, right))
            continue
        if op.operator == "+=" and _is_list(atom):
            f.run.use_end(atom.thing)
            f.run.write_end(atom.thing)
            grown(state, atom.thing)
        else:
            write(f.run, state, (atom,), certain=kind == "array" and len(left) == 1)
        if is_file(kind):
            f.run.acts("add", (atom,), "what a file holds is added to")
        if kind in ("list", "", "set") and not is_number(right) and kind_within != "array":
            put(f.run, state, atom.thing, ANY, iterated(f, state, right, op.at), certain=False)
        result = join(result, (atom,) if kind else (atom, Number()))
    return result
