"""`checkpoint`, `custom_jvp`, `custom_vjp`."""

from __future__ import annotations

from adlint.evaluate.iteration import items
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.parameters import names_of
from adlint.evaluate.values import External, Ref, Transformed, Value
from adlint.frameworks.jax.control.tracing import arrays, fresh, traced, with_leaves
from adlint.frameworks.jax.transformed.jit import traced as as_arrays
from adlint.frameworks.jax.trees import leaves
from adlint.frameworks.jax.values import array, unknown
from adlint.trace import Array, Checkpoint, Custom, Operand


def checkpoint(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of a checkpointed function: its arguments are traced."""
    static = callee.option("static_argnums", ())
    numbers = (items(m, static) or []) if isinstance(static, tuple | Ref) else [static]
    positional = tuple(one if n in numbers else as_arrays(m, one) for n, one in enumerate(given.positional))
    keywords = {name: as_arrays(m, one) for name, one in given.keywords.items()}
    trace, result = traced(m, lambda: m.tables.call(m, callee.function, Given(positional, keywords)))
    outputs = tuple(one for one in leaves(m, result) if isinstance(one, Array))
    inputs = tuple(
        one for value in (*positional, *keywords.values()) for one in leaves(m, value) if isinstance(one, Array)
    )
    policy = callee.option("policy")
    name = policy.path.rpartition(".")[2] if isinstance(policy, External) else "" if policy is None else "unknown"
    if name == "unknown":
        return m.say_unknown("the policy of a checkpoint is not known", inputs)
    m.trace.append(Checkpoint(m.site(), "jax.checkpoint", trace, inputs, outputs, name))
    return result


def define(m: Machine, base: Transformed, name: str, given: Given) -> Value:
    """`f.defvjp(forward, backward)`, `f.defjvp(rule)`."""
    key = _key(base)
    if key is None:
        return m.say_unknown("a derivative is defined for something that is not known")
    if name == "defjvps":
        m.settings[key] = ("each", *given.positional)
        return None
    m.settings[key] = given.positional
    return given.positional[0]


def _key(base: Transformed) -> str | None:
    function = base.function
    return f"jax.derivative:{function.address}" if isinstance(function, Ref) else None


def _rule(m: Machine, callee: Transformed) -> tuple[Value, ...] | None:
    key = _key(callee)
    found = m.settings.get(key) if key is not None else None
    return found if isinstance(found, tuple) else None


def _divided(m: Machine, callee: Transformed, given: Given) -> tuple[list[Value], list[Value]]:
    """Arguments that are not differentiated, and those that are."""
    names = names_of(m, callee.function)
    positional = [
        *given.positional,
        *(given.keywords[one] for one in names[len(given.positional) :] if one in given.keywords),
    ]
    option = callee.option("nondiff_argnums", ())
    numbers = (items(m, option) or []) if isinstance(option, tuple | Ref) else [option]
    apart = [one for n, one in enumerate(positional) if n in numbers]
    rest = [one if n in numbers else as_arrays(m, one) for n, one in enumerate(positional)]
    return apart, rest


def _inputs(m: Machine, callee: Transformed, rest: list[Value]) -> list[Value]:
    option = callee.option("nondiff_argnums", ())
    numbers = (items(m, option) or []) if isinstance(option, tuple | Ref) else [option]
    return [one for n, one in enumerate(rest) if n not in numbers]


def custom_jvp(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of a function with a rule for its tangents."""
    rule = _rule(m, callee)
    apart, rest = _divided(m, callee, given)
    primals = _inputs(m, callee, rest)
    held = tuple(one for one in leaves(m, tuple(primals)) if isinstance(one, Array))
    body, result = traced(m, lambda: m.call(callee.function, *rest))
    outputs = arrays(m, result)
    if rule is None:
        raise unknown(m, "a `custom_jvp` has no rule", *held)
    running = f"{_key(callee)}:running"
    if m.settings.get(running) is True:  # within its own rule, where it is not differentiated
        m.trace += body
        return result
    seeds = fresh(m, held)
    tangents = tuple(with_leaves(m, tuple(primals), seeds))  # type: ignore[arg-type]
    if rule[0] == "each":
        return m.say_unknown("a `custom_jvp` with a rule for each argument", held)
    m.settings[running] = True
    trace, found = traced(m, lambda: m.call(rule[0], *apart, tuple(primals), tangents))
    m.settings[running] = False
    if not isinstance(found, tuple) or len(found) != 2:
        raise unknown(m, "the rule of a `custom_jvp` does not give two things", *held)
    return _emit(
        m, "custom_jvp", held, body, (outputs, result), trace, (arrays(m, found[0]), seeds, arrays(m, found[1]))
    )


def custom_vjp(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of a function with rules for both sweeps; the one for the reverse sweep is traced, too."""
    rule = _rule(m, callee)
    apart, rest = _divided(m, callee, given)
    primals = _inputs(m, callee, rest)
    held = tuple(one for one in leaves(m, tuple(primals)) if isinstance(one, Array))
    body, result = traced(m, lambda: m.call(callee.function, *rest))
    outputs = arrays(m, result)
    if rule is None or len(rule) < 2:
        raise unknown(m, "a `custom_vjp` has no rules", *held)
    running = f"{_key(callee)}:running"
    if m.settings.get(running) is True:  # within its own rule, where it is not differentiated
        m.trace += body
        return result
    m.settings[running] = True
    trace, found = traced(m, lambda: m.call(rule[0], *rest))
    m.settings[running] = False
    if not isinstance(found, tuple) or len(found) != 2:
        raise unknown(m, "the forward rule of a `custom_vjp` does not give two things", *held)
    kept = [one for one in leaves(m, found[1]) if isinstance(one, Array)]
    seeds = fresh(m, outputs)
    given_back = with_leaves(m, result, seeds)
    backward, cotangents = traced(m, lambda: m.call(rule[1], *apart, found[1], given_back))
    back = _aligned(m, primals, cotangents)
    return _emit(
        m, "custom_vjp", held, body, (outputs, result), trace, (arrays(m, found[0]), seeds, kept), (backward, back)
    )


def _aligned(m: Machine, primals: list[Value], cotangents: Value) -> tuple[Operand, ...]:
    """The cotangent of each array of the inputs; None where there is none."""
    if not isinstance(cotangents, tuple) or len(cotangents) != len(primals):
        return ()
    found: list[Operand] = []
    for primal, cotangent in zip(primals, cotangents, strict=True):
        held = [one for one in leaves(m, primal) if isinstance(one, Array)]
        given = leaves(m, cotangent)
        found += [array(m, one) for one in given] if len(given) == len(held) else [None] * len(held)
    return tuple(found)


def _emit(
    m: Machine, name: str, held: tuple[Array, ...], body: tuple[object, ...], plain: tuple[list[Array], Value],
    rule: tuple[object, ...], parts: tuple[list[Array], list[Array], list[Array]],
    back: tuple[tuple[object, ...], tuple[Operand, ...]] = ((), ()),
) -> Value:  # fmt: skip
    outputs, result = plain
    primals, seeds, given = parts
    results = fresh(m, outputs)
    m.trace.append(Custom(
        m.site(), name, held, body, tuple(outputs), tuple(results), rule, tuple(primals), tuple(seeds), tuple(given),  # type: ignore[arg-type]
        *back,  # type: ignore[arg-type]
    ))  # fmt: skip
    return with_leaves(m, result, results)
