"""Methods that Python itself calls: what operators, subscripts and iteration do to objects of the program.

Python's reference, 3.3: special method names.
"""

from __future__ import annotations

from adlint import ir
from adlint.interpret.attributes import bound
from adlint.interpret.calls import apply
from adlint.interpret.frame import Frame
from adlint.interpret.values import Code, Instance, Value, atoms, joined

_ARITHMETIC = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip
_COMPARED = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_UNARY = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
_OBJECTS = frozenset({Instance, frozenset})


def may_be_object(value: Value) -> bool:
    """Whether `value` may be an object of a class of the program; quick, for most values are not."""
    return value.__class__ in _OBJECTS


def special(f: Frame, at: int, value: Value, name: str, *arguments: Value) -> Value | None:
    """The result of calling the method `name` on the objects of the program that have it; None if none has."""
    found: list[Value] = []
    for atom in atoms(value):
        member = f.world.member(atom.of, name) if isinstance(atom, Instance) and ":" in atom.of else None
        if member is not None and isinstance(atom, Instance):
            methods = [a for a in atoms(bound(f, member, atom, atom.of, at)) if isinstance(a, Code)]
            found += [apply(f, at, method, arguments, ()) for method in methods]
    return joined(found) if found else None


def binary(f: Frame, at: int, operator: str, left: Value, right: Value) -> Value | None:
    """`left operator right`: the method of the left side, of the right side if the left has none."""
    if operator in ("in", "not in"):
        held = special(f, at, right, "__contains__", left)
        return held if held is not None else iteration(f, at, right)
    if operator in _COMPARED:
        said = special(f, at, left, f"__{_COMPARED[operator]}__", right)
        if said is None and operator == "!=":
            said = special(f, at, left, "__eq__", right)
        return said if said is not None else special(f, at, right, f"__{_COMPARED[_MIRRORED[operator]]}__", left)
    name = _ARITHMETIC.get(operator.removesuffix("="))
    if name is None:
        return None
    if operator in ir.IN_PLACE:
        changed = special(f, at, left, f"__i{name}__", right)
        if changed is not None:
            return changed
    made = special(f, at, left, f"__{name}__", right)
    return made if made is not None else special(f, at, right, f"__r{name}__", left)


def unary(f: Frame, at: int, operator: str, value: Value) -> Value | None:
    """`operator value`; `not` asks for the truth."""
    if operator == "not":
        ask_truth(f, at, value)
        return None
    return special(f, at, value, _UNARY[operator])


def ask_truth(f: Frame, at: int, value: Value) -> None:
    """Whether an object is true: `__bool__`, or `__len__`."""
    if may_be_object(value) and special(f, at, value, "__bool__") is None:
        special(f, at, value, "__len__")


def iteration(f: Frame, at: int, value: Value) -> Value | None:
    """What iterating over objects of the program gives: the items of what `__iter__` returns, or `__getitem__`'s."""
    made = special(f, at, value, "__iter__")
    if made is None:
        return special(f, at, value, "__getitem__")
    item = special(f, at, made, "__next__")
    return item if item is not None else f.item(made)
