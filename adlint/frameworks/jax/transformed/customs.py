"""`checkpoint`, `custom_jvp`, `custom_vjp`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

from adlint.evaluate.invocation.parameters import names_of
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Partial, Ref, Transformed, Value
from adlint.frameworks.jax.control.tracing import arrays, fresh, with_leaves
from adlint.frameworks.jax.linear.policies import POLICIES
from adlint.frameworks.jax.primitives import elementwise
from adlint.frameworks.jax.transformed.jit import several
from adlint.frameworks.jax.transformed.jit import traced as as_arrays
from adlint.frameworks.jax.trees import leaves
from adlint.frameworks.jax.values import array, unknown
from adlint.trace import Array, Checkpoint, Custom, Op, Operand, Site, Trace

_POLICIES = "jax.checkpoint_policies."  # those that are made of names
MADE = "<made>"  # the option that says where the program made the function


def checkpoint(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of a checkpointed function: its arguments are traced."""
    numbers = several(m, callee.option("static_argnums"))
    positional = tuple(one if n in numbers else as_arrays(m, one) for n, one in enumerate(given.positional))
    keywords = {name: as_arrays(m, one) for name, one in given.keywords.items()}
    trace, result = m.traced(lambda: m.tables.call(m, callee.function, Given(positional, keywords)))
    inputs, outputs = _held(m, (*positional, *keywords.values())), _held(m, result)
    policy = _policy(callee.option("policy"))
    if policy is None:
        return m.say_unknown("the policy of a checkpoint is not known", inputs)
    made = callee.option(MADE)
    place = Site(*made) if isinstance(made, tuple) else None  # type: ignore[arg-type]
    m.trace.append(Checkpoint(m.site(), "jax.checkpoint", trace, inputs, outputs, policy, place))
    return result


def _policy(value: Value) -> tuple[tuple[str, ...], ...] | None:
    """What a policy is made of; None if it is not known."""
    match value:
        case None:
            return ()
        case External(path) if path.rpartition(".")[2] in POLICIES:
            return ((path.rpartition(".")[2],),)
        case Partial(External(path), names) if path.endswith(".save_from_both_policies"):
            found = [_policy(one) for one in names]
            return None if None in found else tuple(part for one in found if one is not None for part in one)
        case Partial(External(path), names) if path.startswith(_POLICIES):
            texts = tuple(one for one in names if isinstance(one, str))
            return ((path.rpartition(".")[2], *texts),) if len(texts) == len(names) else None
        case _:
            return None


def define(m: Machine, base: Transformed, name: str, given: Given) -> Value:
    """`f.defvjp(forward, backward)`, `f.defjvp(rule)`."""
    key = _key(m, base)
    if key is None:
        return m.say_unknown("a derivative is defined for something that is not known")
    if name == "defjvps":
        m.settings[key] = ("each", *given.positional)
        return None
    m.settings[key] = given.positional
    return given.positional[0]


def _key(m: Machine, base: Transformed) -> str | None:
    match _inner(base.function):
        case Ref(address):
            return f"jax.derivative:{address}"
        case Partial() as function:
            return f"jax.derivative:partial {m.identities.setdefault(function, len(m.identities))}"
    return None


def _inner(function: Value) -> Value:
    """What is under other transformations."""
    while isinstance(function, Transformed):
        function = function.function
    return function


@dataclass(frozen=True, slots=True)
class Plain:
    """A call of a function with a derivative of its own, as it is without: `body` makes `outputs` of the arrays in
    `primals`, the arguments that are differentiated; those `apart` are not. `positional` are all of them.
    """

    name: str
    key: str
    rule: tuple[Value, ...]
    positional: list[Value]
    apart: list[Value]
    primals: tuple[Value, ...]
    arrays: tuple[Array, ...]
    body: Trace
    result: Value
    outputs: tuple[Array, ...]


def _plain(m: Machine, callee: Transformed, given: Given, rules: int) -> Plain:
    """The call; it must have so many rules."""
    name, key = callee.transform.removeprefix("jax."), _key(m, callee)
    names = names_of(m, _inner(callee.function))
    known = {**_defaults(m, callee.function), **given.keywords}
    positional = [*given.positional, *(known[one] for one in names[len(given.positional) :] if one in known)]
    numbers = several(m, callee.option("nondiff_argnums"))
    apart = [one for n, one in enumerate(positional) if n in numbers]
    positional = [one if n in numbers else as_arrays(m, one) for n, one in enumerate(positional)]
    primals = tuple(one for n, one in enumerate(positional) if n not in numbers)
    held = _held(m, primals)
    body, result = m.traced(lambda: m.call(callee.function, *positional))
    outputs = tuple(arrays(m, result))
    rule = m.settings.get(key) if key is not None else None
    if key is None or not isinstance(rule, tuple) or len(rule) < rules:
        raise unknown(m, f"a `{name}` has no rule", *held)
    return Plain(name, key, rule, positional, apart, primals, held, body, result, outputs)


def _defaults(m: Machine, function: Value) -> Mapping[str, Value]:
    function = _inner(function)
    if not isinstance(function, Ref) or m.store[function].kind != "function":
        return {}
    return m.store[function].defaults


def _held(m: Machine, tree: Value) -> tuple[Array, ...]:
    """The arrays in a tree."""
    return tuple(one for one in leaves(m, tree) if isinstance(one, Array))


def _is_ruled(m: Machine, plain: Plain) -> bool:
    """Whether the call stands in its own rule, where it is not differentiated; then it is done as it is."""
    if m.settings.get(f"{plain.key}:running") is not True:
        return False
    m.trace += plain.body
    return True


def _by_rule(m: Machine, plain: Plain, *given: Value) -> tuple[Trace, Value, Value]:
    """What the rule does, and the two things that it gives."""
    trace, found = _within(m, plain, lambda: m.call(plain.rule[0], *given))
    if not isinstance(found, tuple) or len(found) != 2:
        raise unknown(m, f"the rule of a `{plain.name}` does not give two things", *plain.arrays)
    return trace, found[0], found[1]


def _by_rules(m: Machine, callee: Transformed, plain: Plain, tangents: Value) -> tuple[Trace, tuple[Value, Value]]:
    """What rules for single arguments (`defjvps`) do: the tangents that they give are added."""

    def run() -> Value:
        result = m.call(callee, *plain.primals)
        parts = [
            array(m, m.call(rule, tangent, result, *plain.primals))
            for rule, tangent in zip(plain.rule[1:], items(m, tangents) or (), strict=False)
            if rule is not None
        ]
        return result, reduce(lambda x, y: elementwise(m, "add_any", x, y), parts)

    trace, found = _within(m, plain, run)
    assert isinstance(found, tuple)
    result, tangent = found
    if not isinstance(result, Array):
        raise unknown(m, "a `custom_jvp` with a rule for each argument of a tree", *plain.arrays)
    return trace, (result, tangent)


def _within(m: Machine, plain: Plain, run: Callable[[], Value]) -> tuple[Trace, Value]:
    """What a rule does: in it, a call of the function is done as it is."""
    m.settings[f"{plain.key}:running"] = True
    try:
        return m.traced(run)
    finally:
        m.settings[f"{plain.key}:running"] = False


def custom_jvp(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of a function with a rule for its tangents."""
    plain = _plain(m, callee, given, 1)
    if _is_ruled(m, plain):
        return plain.result
    seeds = fresh(m, plain.arrays)
    given_tangents = with_leaves(m, plain.primals, seeds)
    if plain.rule[0] == "each":
        trace, (primals, tangents) = _by_rules(m, callee, plain, given_tangents)
    else:
        trace, primals, tangents = _by_rule(m, plain, *plain.apart, plain.primals, given_tangents)
    results = fresh(m, plain.outputs)
    m.trace.append(Custom(
        m.site(), plain.name, plain.arrays, plain.body, plain.outputs, tuple(results), trace, tuple(arrays(m, primals)),
        tuple(seeds), tuple(arrays(m, tangents)),
    ))  # fmt: skip
    return with_leaves(m, plain.result, results)


def custom_vjp(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of a function with rules for both sweeps; the one for the reverse sweep is traced, too."""
    plain = _plain(m, callee, given, 2)
    if _is_ruled(m, plain):
        return plain.result
    trace, primals, kept = _by_rule(m, plain, *plain.positional)
    seeds = fresh(m, plain.outputs)
    cotangents = with_leaves(m, plain.result, seeds)
    backward, found = _within(m, plain, lambda: m.call(plain.rule[1], *plain.apart, kept, cotangents))
    back = _aligned(m, plain.primals, found)
    results = fresh(m, plain.outputs)
    m.trace.append(Custom(
        m.site(), plain.name, plain.arrays, plain.body, plain.outputs, tuple(results), trace, tuple(arrays(m, primals)),
        tuple(seeds), _held(m, kept), backward, back,
    ))  # fmt: skip
    return with_leaves(m, plain.result, results)


def stands_for(
    m: Machine, name: str, inputs: tuple[Array, ...], results: tuple[Array, ...], saved: tuple[Array, ...]
) -> None:
    """A function that cannot be read, of which it is known what it keeps for its rule of the reverse sweep."""
    site = m.site()
    outputs, primals, seeds = (tuple(fresh(m, results)) for _ in range(3))
    made = dict(zip(results, primals, strict=True))
    kept = tuple(made.get(one, one) for one in saved)
    cotangents = tuple(fresh(m, inputs))
    body, rule = ((Op(site, name, inputs, several),) for several in (outputs, primals))
    backward = (Op(site, f"{name}.<backward>", (*kept, *seeds), cotangents),)
    m.trace.append(
        Custom(site, "custom_vjp", inputs, body, outputs, results, rule, primals, seeds, kept, backward, cotangents)
    )


def _aligned(m: Machine, primals: tuple[Value, ...], cotangents: Value) -> tuple[Operand, ...]:
    """The cotangent of each array of the inputs; None where there is none."""
    if not isinstance(cotangents, tuple) or len(cotangents) != len(primals):
        return ()
    found: list[Operand] = []
    for primal, cotangent in zip(primals, cotangents, strict=True):
        held, given = _held(m, primal), leaves(m, cotangent)
        found += [array(m, one) for one in given] if len(given) == len(held) else [None] * len(held)
    return tuple(found)
