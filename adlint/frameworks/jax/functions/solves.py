"""Functions that are handed functions: closures made to arguments, and linear systems told by a product."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Partial, Transformed, Unknown, Value
from adlint.frameworks.jax.arguments import Function, named
from adlint.frameworks.jax.control.tracing import arrays, captured, fresh, with_leaves
from adlint.frameworks.jax.derivatives.solves import System
from adlint.frameworks.jax.functions.internals import flat, parted
from adlint.frameworks.jax.transformed.customs import define
from adlint.frameworks.jax.trees import mapped
from adlint.frameworks.jax.values import NotKnownError, unknown
from adlint.frameworks.renaming import copied, renamed
from adlint.trace import Array, Operand, Trace
from adlint.trace.walking import reads

_CONVERTED = External("jax.<converted>")
_SOLVED, _AT, _IMPLICIT = (External(f"jax.<root{one}>") for one in ("", " at", " implicit"))


def _converted(m: Machine, name: str, given: Given) -> Value:
    """`closure_convert(f, *examples)`: `f` with the floats that it closes over as further arguments, and these."""
    function, *examples = given.positional
    stand_ins = fresh(m, arrays(m, tuple(examples)))
    trace, result = m.traced(lambda: m.call(function, *_stand_ins(m, examples, stand_ins)))
    read = captured(trace, arrays(m, result))
    held = [one for one in read if one.is_inexact and one not in stand_ins]
    return Partial(_CONVERTED, (function, tuple(held)), ()), m.store.new("list", items=list(held))


def _stand_ins(m: Machine, examples: list[Value], found_in: list[Array]) -> tuple[Value, ...]:
    """Examples with arrays of their own for leaves, so that what else is read is known to be closed over."""
    found = with_leaves(m, tuple(examples), found_in)
    assert isinstance(found, tuple)
    return found


def _call_converted(m: Machine, name: str, given: Given) -> Value:
    function, held, *rest = given.positional
    assert isinstance(held, tuple)
    count = len(rest) - len(held)
    trace, result = m.traced(lambda: m.call(function, *rest[:count]))
    names: dict[Array, Array] = dict(zip(held, arrays(m, tuple(rest[count:])), strict=True))  # type: ignore[arg-type]
    m.trace += renamed(trace, names)
    return mapped(m, lambda one: names.get(one, one) if isinstance(one, Array) else one, result)


def _linear(m: Machine, name: str, given: Given) -> Value:
    """`custom_linear_solve`: one operation, that reads what its functions close over. The transposed system is solved
    with the same, and with what its product reads and the product itself computes.
    """
    product, b, solve, transposed, symmetric, has_aux = named(
        given, "matvec b solve transpose_solve symmetric has_aux"
    )
    right = arrays(m, b)
    vectors, sides = fresh(m, right), fresh(m, right)
    applied, image = m.traced(lambda: m.call(product, with_leaves(m, b, vectors)))
    solving, found = m.traced(lambda: m.call(solve, product, with_leaves(m, b, sides)))
    if has_aux is True:
        raise unknown(m, "no model of a `custom_linear_solve` with `has_aux`", *right)
    outputs = arrays(m, image)
    read = dict.fromkeys([*captured(applied, outputs), *captured(solving, arrays(m, found))])
    held = tuple(one for one in read if one not in vectors and one not in sides)
    if transposed is not None and symmetric is not True:
        held += _beforehand(m, applied, vectors)
    results = fresh(m, right)
    system = System(applied, held, tuple(vectors), tuple(outputs))
    m.emit("lax.custom_linear_solve", (*held, *right), *results, system=system)
    return with_leaves(m, b, results)


def _beforehand(m: Machine, product: Trace, vectors: list[Array]) -> tuple[Array, ...]:
    """What a product computes without its vectors and then reads beside them: done once, for its transpose."""
    dependent, known = parted(product, set(vectors))
    names: dict[Array, Operand] = {}
    m.trace += copied(m, known, names)
    read = dict.fromkeys(one for node in flat(product) for one in reads(node) if not dependent.isdisjoint(reads(node)))
    return tuple(now for one in read if isinstance(now := names.get(one), Array))


def _root(m: Machine, name: str, given: Given) -> Value:
    """`custom_root(f, initial_guess, solve, tangent_solve)`: a function with a derivative of its own, by the implicit
    function theorem: of f(m, u) = 0, u̇ = -(∂f/∂u)⁻¹ (∂f/∂m) ṁ.
    """
    function, guess, solve, tangent_solve, has_aux = named(given, "f initial_guess solve tangent_solve has_aux")
    if has_aux is True:
        raise unknown(m, "no model of a `custom_root` with `has_aux`", *arrays(m, guess))
    converted, held = _pair(_converted(m, name, Given((function, guess))))
    parameters = tuple(items(m, held) or ())
    root = m.call(External("jax.custom_jvp"), Partial(_SOLVED, (converted, solve), ()))
    assert isinstance(root, Transformed)
    define(m, root, "defjvp", Given((Partial(_IMPLICIT, (root, converted, tangent_solve), ()),)))
    return m.call(root, parameters, guess)


def _solved(m: Machine, name: str, given: Given) -> Value:
    converted, solve, parameters, guess = given.positional
    return m.call(solve, Partial(_AT, (converted, parameters), ()), guess)


def _at(m: Machine, name: str, given: Given) -> Value:
    """A function of the unknowns, with parameters behind them."""
    converted, parameters, unknowns = given.positional
    assert isinstance(parameters, tuple)
    return m.call(converted, unknowns, *parameters)


def _implicit(m: Machine, name: str, given: Given) -> Value:
    root, converted, tangent_solve, primals, tangents = given.positional
    assert isinstance(primals, tuple)
    assert isinstance(tangents, tuple)
    parameters, guess = primals
    found = m.call(root, parameters, guess)
    assert isinstance(parameters, tuple)
    _, right = _pair(m.call(External("jax.jvp"), Partial(converted, (found,), ()), parameters, tangents[0]))
    _, linear = _pair(m.call(External("jax.linearize"), Partial(_AT, (converted, parameters), ()), found))
    tangent = m.call(tangent_solve, linear, right)
    return found, mapped(m, lambda one: m.call(External("jax.numpy.negative"), one), tangent)


def _pair(value: Value) -> tuple[Value, Value]:
    if isinstance(value, tuple) and len(value) == 2:
        return value[0], value[1]
    raise NotKnownError(value if isinstance(value, Unknown) else Unknown("what a derivative of a root gives"))


FUNCTIONS: dict[str, Function] = {
    "closure_convert": _converted, "<converted>": _call_converted, "lax.custom_linear_solve": _linear,
    "lax.custom_root": _root, "<root>": _solved, "<root at>": _at, "<root implicit>": _implicit,
}  # fmt: skip
