"""What runs once for equal arguments: a second execution of what calls it does not run it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from adlint import ir
from adlint.analysis.paths.paths import Definitions, State, condition, key
from adlint.interpret.views.described import Code, External, Instance, Wrapped, atoms
from adlint.interpret.views.facts import CallFact, Facts

_CACHES = frozenset({"functools.cache", "functools.lru_cache", "functools.cached_property"})

_LACKING = frozenset({"KeyError", "LookupError"})


class Once(Struct, frozen=True):
    """The conditions, and their truth, under which what a function does is done once: it is not in a table (`tables`),
    or not in a variable or an attribute (`places`), where it is put then. `inside` are the operations on the ways on
    which it was not in a table, also behind those that put it there.
    """

    tables: frozenset[tuple[str, bool]]
    places: frozenset[tuple[str, bool]]
    inside: frozenset[int]

    def keeps(self, states: Iterable[State], at: int = -1) -> bool:
        """Whether what is done in these states, or by an operation, is found ever after."""
        return at in self.inside or _is_assumed(self.tables | self.places, states)

    def keeps_open(self, states: Iterable[State], kind: str) -> bool:
        """The same of a resource: of one in a variable or an attribute, who gives it back is asked, but of a file that
        is to be removed, for there is only one.
        """
        return _is_assumed(self.tables | self.places if kind == "temporary" else self.tables, states)


def once(function: ir.Function, ops: Definitions, given: frozenset[str]) -> Once:
    """The conditions under which what a function does is done once."""
    tables, places = missing(function, ops), unset(function, ops, given)
    arms = [*_arms(function, ops, tables), *_handled(function, ops)]
    inside = frozenset(op.at for arm in arms for block in ir.nested(arm) for op in block)
    return Once(tables, places, inside)


def _arms(function: ir.Function, ops: Definitions, conditions: frozenset[tuple[str, bool]]) -> Iterator[ir.Block]:
    """The ways on which one of the conditions was met."""
    for op in function.of(ir.If) if conditions else ():
        text, positive = condition(op.condition, ops)
        if (text, positive) in conditions:
            yield op.then
        elif (text, not positive) in conditions:
            yield op.orelse


def _is_assumed(conditions: frozenset[tuple[str, bool]], states: Iterable[State]) -> bool:
    return bool(conditions) and all(conditions & state.assumed for state in states)


def cached(facts: Facts) -> frozenset[str]:
    """The functions that a function hands to `functools.cache` and its like."""
    return frozenset(
        atom.function
        for at in facts.handing
        if _is_cache(facts.call[at])
        for value in facts.call[at].arguments[:1]
        for atom in atoms(value)
        if isinstance(atom, Code | Wrapped)
    )


def missing(function: ir.Function, ops: Definitions) -> frozenset[tuple[str, bool]]:
    """The conditions, and their truth, that an entry is not in a table which `function` fills, as in
    `if k not in table: table[k] = f(k)`, or with `v = table.get(k)` before, in `if v is None`. What is done then is
    kept, unless the table is one of the function's own variables.
    """
    own, filled = _own(function), _filled(function, ops)
    asking = [(f"`{op.name}`", got) for op in function.of(ir.Store) if (got := _asked_for(op.value, ops)) is not None]
    asking += [(key(op.at, ops), got) for op in function.of(ir.Call) if (got := _asked_for(op.at, ops)) is not None]
    asked = frozenset(
        (f"({what} is {other})", True)
        for what, (table, index, other) in asking
        if (table, index) in filled and other.strip("`") not in own
    )
    return asked | frozenset((f"({index} in {table})", False) for table, index in filled)


def _own(function: ir.Function) -> frozenset[str]:
    return function.bound - frozenset(p.name for p in function.parameters)


def _filled(function: ir.Function, ops: Definitions) -> frozenset[tuple[str, str]]:
    """The tables that a function fills, but for its own, each with the entry."""
    own = _own(function)
    found: set[tuple[str, str]] = set()
    for op in ops.values():
        match op:
            case ir.SetItem(_, base, index, value) if value is not None and base not in own:
                found.add((key(base, ops), key(index, ops)))
            case ir.Call(_, int(callee), (index, _)) if not isinstance(index, ir.Starred):
                got = ops.get(callee)
                if isinstance(got, ir.GetAttribute) and got.name == "setdefault" and got.base not in own:
                    found.add((key(got.base, ops), key(index, ops)))
            case _:
                pass
    return frozenset(found)


def _handled(function: ir.Function, ops: Definitions) -> Iterator[ir.Block]:
    """What is done where an entry that is asked for is not in a table, which the function fills: `except KeyError`."""
    tries = function.of(ir.Try)
    filled = _filled(function, ops) if tries else frozenset[tuple[str, str]]()
    for op in tries if filled else ():
        read = [one for one in op.body if isinstance(one, ir.GetItem)]
        if any((key(one.base, ops), key(one.index, ops)) in filled for one in read):
            yield from [handler.body for handler in op.handlers if handler.type in _LACKING]


def unset(function: ir.Function, ops: Definitions, staying: frozenset[str]) -> frozenset[tuple[str, bool]]:
    """The conditions, and their truth, that a variable or an attribute around a function is not set which it sets, and
    never takes back: `if self.noise is None: self.noise = draw()`; of its own variables those that are `staying` have
    attributes that are around it.
    """
    own = (function.bound | {p.name for p in function.parameters}) - function.globals - function.nonlocals
    found: set[tuple[str, bool]] = set()
    back: set[str] = set()
    for op in ops.values():
        root, text, value = _setting(op, ops)
        if not text or root in own - (frozenset[str]() if isinstance(op, ir.Store) else staying):
            continue
        if value is None or (isinstance(value, ir.Const) and not value.value):
            back.add(text)
        found |= _not_set(text)
    return frozenset(one for one in found if not any(text in one[0] for text in back))


def _not_set(text: str) -> frozenset[tuple[str, bool]]:
    """The conditions, and their truth, that a variable or an attribute is not set."""
    owner, _, name = text.rpartition(".")
    asked = {(text, False), (f"({text} is None)", True), (f"{text}.item()", False)}
    return frozenset({*asked, (f"`hasattr`({owner}, {name!r})", False)})


def puts(ops: Definitions) -> frozenset[str]:
    """The names of the attributes, buffers of PyTorch among them, that operations set and never take back."""
    found: set[str] = set()
    back: set[str] = set()
    for op in ops.values():
        match op:
            case ir.SetAttribute(_, _, name, value):
                (back if value is None or (isinstance(value, ir.Const) and not value.value) else found).add(name)
            case ir.Call(_, int(callee), (ir.Const(value=str(name)), *_)):
                got = ops.get(callee)
                found |= {name} if isinstance(got, ir.GetAttribute) and got.name == "register_buffer" else set()
            case _:
                pass
    return frozenset(found - back)


def keeps_put(staying: frozenset[str], names: frozenset[str], states: Iterable[State]) -> bool:
    """Whether what is done in these states is done once, by a callee that puts there what was not set: attributes of
    these names, of the variables that are `staying`.
    """
    empty = [one for variable in staying for name in names for one in _not_set(f"`{variable}`.{name}")]
    return _is_assumed(frozenset(empty), states)


def _setting(op: object, ops: Definitions) -> tuple[str, str, ir.Operand | None]:
    """The variable that an operation sets, or sets an attribute of, with what is set as conditions name it, and what it
    is set to; a flag that is an array is filled.
    """
    match op:
        case ir.SetAttribute(_, str(base), name, value):
            return base, f"`{base}`.{name}", value
        case ir.Store(_, name, value):
            return name, f"`{name}`", value
        case ir.Call(_, int(callee), (ir.Const() as value,)):
            got = ops.get(callee)
            flag = ops.get(got.base) if isinstance(got, ir.GetAttribute) and isinstance(got.base, int) else None
            if isinstance(got, ir.GetAttribute) and got.name == "fill_" and isinstance(flag, ir.GetAttribute):
                return (flag.base if isinstance(flag.base, str) else ""), key(got.base, ops), value
    return "", "", None


def _asked_for(operand: ir.Operand, ops: Definitions) -> tuple[str, str, str] | None:
    """The table and the entry that is asked for, and what is given where there is none: `table.get(k, missing)`."""
    call = ops.get(operand) if isinstance(operand, int) else None
    got = ops.get(call.callee) if isinstance(call, ir.Call) and isinstance(call.callee, int) else None
    if not isinstance(call, ir.Call) or not isinstance(got, ir.GetAttribute) or got.name != "get" or call.keywords:
        return None
    match call.arguments:
        case (index,) | (index, ir.Const(value=None)) if not isinstance(index, ir.Starred):
            return key(got.base, ops), key(index, ops), "None"
        case (index, str(other)) if not isinstance(index, ir.Starred):
            return key(got.base, ops), key(index, ops), f"`{other}`"
        case _:
            return None


def _is_cache(call: CallFact) -> bool:
    """`cache(f)`, `lru_cache(f)`, or `lru_cache(maxsize=8)(f)`."""
    return any(
        (isinstance(atom, External) and atom.path in _CACHES) or (isinstance(atom, Instance) and atom.of in _CACHES)
        for atom in atoms(call.callees)
    )
