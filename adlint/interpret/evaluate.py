"""One function, evaluated once with what its callers are known to pass."""

from __future__ import annotations

from adlint import ir
from adlint.interpret.control import run
from adlint.interpret.facts import Facts, Key
from adlint.interpret.frame import Frame
from adlint.interpret.values import Class, Instance, Iterated, Parameter, Unknown, Value, join, joined
from adlint.interpret.world import World


def evaluate(function: ir.Function, identity: str, world: World) -> Facts:
    """The facts of `function`: a pure function of its body and of what it reads in `world`."""
    f = Frame(function, identity, world)
    _bind_parameters(f)
    run(f, function.body)
    _export(f)
    return Facts(
        tuple(f.calls.items()),
        tuple(f.edges),
        tuple(f.tests.items()),
        tuple([(site, value) for site, c in f.content.items() if f.holds_resource(value := c.all())]),
        tuple(f.stored.items()),
        tuple(f.visits.items()),
        tuple(f.entered.items()),
        frozenset(f.local),
        tuple(f.handing),
        tuple(f.transforms),
        tuple(f.writes.items()),
    )


def _bind_parameters(f: Frame) -> None:
    cls = _class_of(f)
    for position, parameter in enumerate(f.function.parameters):
        name = parameter.name
        if cls is not None and position == 0 and parameter.kind in ("positional", "any"):
            f.env[name] = Class(cls) if name == "cls" else Instance(cls)
        elif parameter.kind == "*":
            f.env[name] = Iterated(Unknown("an extra argument"))
        elif parameter.kind == "**":
            f.env[name] = Unknown("extra keywords")
        else:
            given = f.world.read("argument", f.identity, name)
            f.env[name] = Parameter(name) if given is None else join(Parameter(name), given)


def _class_of(f: Frame) -> str | None:
    """The class in whose body the function is defined."""
    owner = f.world.program.enclosing(f.identity)
    is_method = owner is not None and f.world.kind(owner) == "class" and f.function.kind == "function"
    return owner if is_method else None


def _export(f: Frame) -> None:
    """What the function leaves for others: its result, and its variables where they can be seen."""
    result = _result(f)
    if result is not None:
        f.write(("result", f.identity, ""), result)
    if f.function.kind == "module":
        _write_all(f, "export", f.module)
        if f.stars:
            f.write(("stars", f.module, ""), joined(f.stars))
    elif f.function.kind == "class":
        _write_all(f, "member", f.identity)
    elif any(op.__class__ in (ir.MakeFunction, ir.MakeClass) for op in f.function.body):
        _write_all(f, "cell", f.identity)


def _result(f: Frame) -> Value | None:
    if f.function.is_generator:
        return Iterated(joined(f.yields)) if f.yields else None
    values = [v for v in f.results if v.__class__ not in (ir.Const, Unknown, Parameter)]
    return joined(values) if values else None


def _write_all(f: Frame, kind: str, owner: str) -> None:
    for name, value in f.env.items():
        key: Key = (kind, owner, name)
        f.write(key, value)
