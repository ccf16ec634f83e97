"""What the body of a module puts at places below its variables: `G = {"k": A()}`, `K = Holder(A())`, `H.o = A()`.

That tells of which kind a thing is that stands there, as far as no function of the module puts another one there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from adlint import ir
from adlint.interpret.program import Program, identity
from adlint.storage.defined import defined
from adlint.storage.fields import Made, operations
from adlint.storage.places import ANY, Place

if TYPE_CHECKING:
    from adlint.storage.names import Names

_KEYWORDS = frozenset({"types.SimpleNamespace", "argparse.Namespace"})  # what holds attributes of these names


def placed(names: Names, place: Place) -> str:
    """The kind of what stands at a place of a module, or of a class in it; "" if its body does not say."""
    if place.kind not in ("global", "class") or place.module not in names.program.modules or not place.steps:
        return ""
    if place.steps[-1][1:] in names.set_later(place.module):
        return ""
    made = names.made(place.module)
    kinds = {made.kind(operand) for operand in _operands(names, made, place)}
    return kinds.pop() if len(kinds) == 1 else ""


def set_later(program: Program, module: str) -> frozenset[str]:
    """The names of attributes that functions of a module set, beside those that make objects ready."""
    functions = program.modules[module].functions[1:]
    others = [one for one in functions if one.name.rpartition(".")[2] != "__init__"]
    every = (op for one in others for block in ir.nested(one.body) for op in block)
    return frozenset(op.name for op in every if isinstance(op, ir.SetAttribute))


def _operands(names: Names, made: Made, place: Place) -> list[ir.Operand]:
    """All that the body of a module puts at a place, and at variables."""
    if not place.steps:
        bound = names.bindings(place.module).get(place.root, ()) if place.kind == "global" else ()
        return [op.value for op in bound if isinstance(op, ir.Store)]
    above, step = place.above, place.steps[-1]
    held = [one for operand in _operands(names, made, above) for one in _held(names, made, operand, step)]
    return held if above.steps else [*held, *_set(made, above.root, step)]


def _set(made: Made, root: str, step: str) -> Iterator[ir.Operand]:
    """What a body sets an attribute or an item of a variable to."""
    for op in made.ops.values():
        match op:
            case ir.SetAttribute(_, base, name, value) if value is not None and f".{name}" == step:
                yield from (value,) if _name(made, base) == root else ()
            case ir.SetItem(_, base, key, value) if value is not None and _is_at(key, step):
                yield from (value,) if _name(made, base) == root else ()
            case _:
                pass


def _name(made: Made, operand: ir.Operand) -> str:
    """The variable that an operand is; "" if it is none."""
    op = made.ops.get(operand) if isinstance(operand, int) else operand
    return op.name if isinstance(op, ir.Load) else op if isinstance(op, str) else ""


def _is_at(key: ir.Operand, step: str) -> bool:
    """Whether an item stands where a step leads, which may lead to any."""
    return step == ANY or (isinstance(key, ir.Const) and f"[{key.text}]" == step)


def _held(names: Names, made: Made, operand: ir.Operand, step: str) -> Iterator[ir.Operand]:
    """What something is made to hold where a step leads."""
    match made.ops.get(operand) if isinstance(operand, int) else None:
        case ir.Build(_, "dict" | "list" | "tuple" as kind, items):
            plain = [one for one in items if not isinstance(one, ir.Starred)]
            if len(plain) < len(items):
                return
            keys = plain[::2] if kind == "dict" else [ir.Const(str(number), number) for number in range(len(plain))]
            values = plain[1::2] if kind == "dict" else plain
            yield from (one for key, one in zip(keys, values, strict=True) if _is_at(key, step))
        case ir.Call(_, callee, items, keywords):
            path = made.path(callee)
            named = dict(keywords) if path in _KEYWORDS else _kept(names, path, items, keywords) if ":" in path else {}
            yield from (one for name, one in named.items() if f".{name}" == step)
        case _:
            pass


def _kept(
    names: Names, cls: str, items: tuple[ir.Item, ...], keywords: tuple[tuple[str | None, ir.Operand], ...]
) -> dict[str, ir.Operand]:
    """What a class is given whose `__init__` keeps it as it is, by the attribute that it is kept in."""
    body = names.program.functions[cls]
    member = defined(body).get("__init__") if body.kind == "class" else None
    if member is None or any(isinstance(one, ir.Starred) for one in items):
        return {}
    init = names.program.functions[identity(cls.partition(":")[0], member.function)]
    receiver, *parameters = init.positional
    given: dict[str | None, ir.Item] = dict(zip(parameters, items, strict=False))
    given |= dict(keywords)
    made = operations(init)
    sets = [op for op in made.values() if isinstance(op, ir.SetAttribute) and op.base == receiver]
    loads = {op.name: made.get(op.value) if isinstance(op.value, int) else op.value for op in sets}
    held = {name: one.name if isinstance(one, ir.Load) else one for name, one in loads.items()}
    told = {name: given[one] for name, one in held.items() if isinstance(one, str) and one in given}
    return {name: one for name, one in told.items() if not isinstance(one, ir.Starred)}
