"""`jit`: arguments are traced, so that numbers among them are arrays inside, but for static ones."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from adlint.evaluate.invocation.parameters import names_of
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Ref, Transformed, Value
from adlint.frameworks.jax.arguments import Function
from adlint.frameworks.jax.trees import mapped
from adlint.frameworks.jax.values import argument, is_plain
from adlint.trace import Call, Node, Op


def call(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of a compiled function; its body stands in the trace as if it were not."""
    names = names_of(m, callee.function)
    numbers, static = several(m, callee.option("static_argnums")), several(m, callee.option("static_argnames"))
    positional = []
    for number, value in enumerate(given.positional):
        name = names[number] if number < len(names) else ""
        is_static = number in numbers or number - len(given.positional) in numbers or name in static
        positional.append(value if is_static else traced(m, value))
    places = {name: number for number, name in enumerate(names)}
    keywords = {
        name: value if name in static or places.get(name) in numbers else traced(m, value)
        for name, value in given.keywords.items()
    }
    return compiled(m, lambda: m.tables.call(m, callee.function, Given(tuple(positional), keywords)))


def compiled(m: Machine, run: Callable[[], Value]) -> Value:
    """What is traced by itself: there the numbers around the transposes of slices are arrays."""
    before = len(m.trace)
    result = run()
    m.trace[before:] = map(_compiled, m.trace[before:])
    return result


def jitted(of: Function) -> Function:
    """A function of JAX's own that is compiled."""
    return lambda m, name, given: compiled(m, lambda: of(m, name, given))


def _compiled(node: Node) -> Node:
    match node:
        case Op(name="lax.slice" | "lax.pad") if node.attribute("compiled") is None:
            return replace(node, attributes=(*node.attributes, ("compiled", True)))
        case Call():
            return replace(node, body=tuple(map(_compiled, node.body)))
        case _:
            return node


def traced(m: Machine, value: Value) -> Value:
    """Numbers in an argument as arrays."""
    return mapped(m, lambda one: argument(m, one) if is_plain(one) else one, value)


def several(m: Machine, value: Value) -> list[Value]:
    """What an option names: nothing, one thing, or several."""
    if value is None:
        return []
    return (items(m, value) or []) if isinstance(value, tuple | Ref) else [value]
