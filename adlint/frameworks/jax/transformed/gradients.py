"""`grad`, `value_and_grad`, `vjp`, `jvp`, `linearize`, and Jacobians, where a program calls them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Partial, Ref, Transformed, Value
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import Function
from adlint.frameworks.jax.batching import Batch
from adlint.frameworks.jax.control.tracing import arrays, fresh
from adlint.frameworks.jax.linear import Linearised, linearise, pushed
from adlint.frameworks.jax.linear.nodes import LinearAlt, LinearLoop, LinearScan
from adlint.frameworks.jax.linear.transposed import backward
from adlint.frameworks.jax.linear.unrolling import turn_by_turn
from adlint.frameworks.jax.recording import Recording
from adlint.frameworks.jax.trees import leaves, mapped
from adlint.frameworks.jax.values import array, is_plain, literal, unknown
from adlint.frameworks.renaming import copied, renamed
from adlint.trace import Array, Op, Opaque, Operand, Repeated, Trace

_PUSH = External("jax.<push forward>")
_PULL = External("jax.<pull back>")


def gradient(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of `grad(f)` or `value_and_grad(f)`."""
    numbers = callee.option("argnums", 0)
    places = items(m, numbers) if isinstance(numbers, tuple | Ref) else [numbers]
    if places is None or not all(isinstance(one, int) for one in places):
        raise unknown(m, "which arguments are differentiated is not known", *given.values)
    chosen = [one % len(given.positional) for one in places if isinstance(one, int)]
    run = Run(m, callee.function, given, chosen)
    value, extra = run.result, None
    if callee.option("has_aux") is True:
        if not isinstance(value, tuple) or len(value) != 2:
            raise unknown(m, "a function with `has_aux` does not give two things", value)
        value, extra = value
    output = run.array(value)
    seed = literal(m, output.dtype, weak=False)
    found = run.backward([(value, seed)])
    gradients = found[0] if not isinstance(numbers, tuple | Ref) else tuple(found)
    value, extra = run.outside(value), run.outside(extra)
    with_extra = callee.option("has_aux") is True
    if callee.transform == "jax.grad":
        return (gradients, extra) if with_extra else gradients
    return ((value, extra) if with_extra else value), gradients


class Run:
    """One run of a function, linearised at some of its arguments, its primal part standing in the trace; with
    `tangents` of these, those of the results stand there as well.
    """

    def __init__(
        self, m: Machine, function: Value, given: Given, chosen: Sequence[int], tangents: Sequence[Array] = ()
    ) -> None:
        self.m = m
        self.chosen = chosen
        self.trees = [_arrays(m, given.positional[number]) for number in chosen]
        outer = [one for tree in self.trees for one in leaves(m, tree) if isinstance(one, Array)]
        self.inner = fresh(m, outer)
        self.names: dict[Array, Array] = dict(zip(self.inner, outer, strict=True))
        stand_ins = iter(self.inner)
        positional = list(given.positional)
        for number, tree in zip(chosen, self.trees, strict=True):
            positional[number] = _with(m, tree, stand_ins)
        whole, result = m.traced(lambda: m.tables.call(m, function, Given(tuple(positional), given.keywords)))
        ends = [one for one in leaves(m, result) if isinstance(one, Array)]
        trace, names = turn_by_turn(m, whole, ends)
        self.result = mapped(m, lambda one: _stands(one, names), result)
        seeds = tangents or [m.array(one.shape, one.dtype, "jax") for one in self.inner]
        self.seeds = {one: seed for one, seed in zip(self.inner, seeds, strict=True) if one.is_inexact}
        self.found: Linearised = (pushed if tangents else linearise)(m, trace, self.seeds)
        m.trace += renamed(self.found.primal, self.names)

    def array(self, value: Value) -> Array:
        """A result as an array."""
        return array(self.m, value)

    def outside(self, value: Value) -> Value:
        """A result with the arrays that stand outside."""

        def now(one: Value) -> Value:
            if not isinstance(one, Array):
                return one
            found = self.found.now(one)
            assert not isinstance(found, Repeated)
            return self.names.get(found, found) if isinstance(found, Array) else found

        return mapped(self.m, now, value)

    def tangent(self, one: Value) -> Value:
        """The tangent of a result, where tangents are given; zeros where there is none."""
        found = self.found.tangent(one) if isinstance(one, Array) else None
        return self.names.get(found, found) if isinstance(found, Array) else lax.zeros(self.m, array(self.m, one))

    def backward(self, ends: Sequence[tuple[Value, Operand]]) -> list[Value]:
        """The cotangents of the arguments, as trees."""
        given: dict[Array, Operand] = {}
        for value, seed in ends:
            tangent = self.found.tangent(value) if isinstance(value, Array) else None
            if isinstance(tangent, Array) and seed is not None:
                given[tangent] = seed
        recording = Recording(self.m, self.m.site())
        cotangents = backward(recording, self.found.linear, self.found.linears, given, dict(self.names))
        found: list[Value] = []
        for one in self.inner:
            seed_ = self.seeds.get(one)
            cotangent = cotangents.get(seed_) if seed_ is not None else None
            found.append(lax.zeros(recording, one) if cotangent is None else cotangent)
        self.m.trace += recording.trace
        rest = iter(found)
        return [_with(self.m, tree, rest) for tree in self.trees]


def _stands(one: Value, names: Mapping[Array, Operand]) -> Value:
    found = names.get(one, one) if isinstance(one, Array) else one
    assert not isinstance(found, Repeated)
    return found


def _arrays(m: Machine, value: Value) -> Value:
    return mapped(m, lambda one: array(m, one) if is_plain(one) or isinstance(one, Array) else one, value)


def _with(m: Machine, tree: Value, arrays: Iterator[Value]) -> Value:
    """A tree with others in the place of its arrays; what is not known in it stays so."""
    return mapped(m, lambda one: next(arrays) if isinstance(one, Array) else one, tree)


def vjp(m: Machine, name: str, given: Given) -> Value:
    """`vjp(f, *primals)`: the result, and a function of its cotangents."""
    function, *primals = given.positional
    run = Run(m, function, Given(tuple(primals)), range(len(primals)))
    number = m.store.new("instance", cls=None)
    m.store[number].fields["run"] = run  # type: ignore[assignment]  # no value of the program: it is handed on
    extra = None
    value = run.result
    if given.keywords.get("has_aux") is True and isinstance(value, tuple):
        value, extra = value
    m.store[number].fields["value"] = value
    pull = Partial(_PULL, (number,), ())
    return (run.outside(value), pull, run.outside(extra)) if "has_aux" in given.keywords else (run.outside(value), pull)


def pull_back(m: Machine, name: str, given: Given) -> Value:
    """A call of the function that `vjp` gave."""
    held, cotangent = given.positional
    assert isinstance(held, Ref)
    run, value = m.store[held].fields["run"], m.store[held].fields["value"]
    assert isinstance(run, Run)
    ends = list(zip(leaves(m, value), arrays(m, cotangent), strict=True))
    return tuple(run.backward(ends))


def jvp(m: Machine, name: str, given: Given) -> Value:
    """`jvp(f, primals, tangents)`: both are run forwards, as one."""
    function, primals, tangents = given.positional[:3]
    held = tuple(items(m, primals) or ())
    run = Run(m, function, Given(held), range(len(held)), arrays(m, tangents))
    return run.outside(run.result), mapped(m, run.tangent, run.result)


def linearized(m: Machine, name: str, given: Given) -> Value:
    """`linearize(f, *primals)`: the result, and a function of tangents."""
    function, *primals = given.positional
    if given.keywords:
        raise unknown(m, "no model of `linearize` with options", *given.values)
    run = Run(m, function, Given(tuple(primals)), range(len(primals)))
    number = m.store.new("instance", cls=None)
    m.store[number].fields.update({"run": run, "value": run.result})  # type: ignore[dict-item]
    return run.outside(run.result), Partial(_PUSH, (number,), ())


def push_forward(m: Machine, name: str, given: Given) -> Value:
    """A call of the function that `linearize` gave."""
    held, *tangents = given.positional
    assert isinstance(held, Ref)
    run, value = m.store[held].fields["run"], m.store[held].fields["value"]
    assert isinstance(run, Run)
    names = push(m, run, arrays(m, tuple(tangents)))

    def tangent(one: Value) -> Value:
        found = run.found.tangent(one) if isinstance(one, Array) else None
        found = names.get(found, found) if isinstance(found, Array) else found
        return found if isinstance(found, Array) else lax.zeros(m, array(m, one))

    return mapped(m, tangent, value)


def push(m: Machine, run: Run, tangents: Sequence[Array]) -> dict[Array, Operand]:
    """Run the linear program on tangents that are given; what stands for tangents behind it."""
    names: dict[Array, Operand] = dict(run.names)
    names.update({run.seeds[one]: t for one, t in zip(run.inner, tangents, strict=True) if one in run.seeds})
    for node in run.found.linear:
        if isinstance(node, LinearAlt | LinearLoop | LinearScan):
            raise unknown(m, "a forward derivative of a loop or branch", *tangents)
    m.trace += copied(m, tuple(node for node in run.found.linear if isinstance(node, Op | Opaque)), names)
    return names


def jacobian(m: Machine, callee: Transformed, given: Given) -> Value:
    """`jacrev`, `jacfwd` and `hessian` of one array: a batch of sweeps, one for each element."""
    name = callee.transform.removeprefix("jax.")
    number = callee.option("argnums", 0)
    if not isinstance(number, int) or callee.option("has_aux") is True:
        raise unknown(m, f"no model of `{name}` of several arguments", *given.values)
    if name == "hessian":
        inner = Transformed("jax.jacrev", callee.function, callee.options)
        return jacobian(m, Transformed("jax.jacfwd", inner, callee.options), given)
    number %= len(given.positional)
    if name == "jacfwd":
        return _by_columns(m, callee, given, number)
    run = Run(m, callee.function, given, [number])
    x, y = run.trees[0], run.result
    if not isinstance(x, Array) or not isinstance(y, Array):
        raise unknown(m, f"no model of `{name}` of a tree", *given.values)
    seed = m.array(y.shape, y.dtype, "jax")
    trace, found = m.traced(lambda: run.backward([(y, seed)])[0])
    return lax.reshape(m, _batched(m, seed, trace, found), (*y.shape, *x.shape))


def _by_columns(m: Machine, callee: Transformed, given: Given, number: int) -> Value:
    """`jacfwd`: the run itself stands in the batch, as its loops carry tangents."""
    x = given.positional[number]
    x = array(m, x) if is_plain(x) else x
    if not isinstance(x, Array):
        raise unknown(m, "no model of `jacfwd` of a tree", *given.values)
    seed = m.array(x.shape, x.dtype, "jax")

    def tangent() -> Value:
        run = Run(m, callee.function, given, [number], [seed])
        return run.tangent(run.array(run.result))

    trace, found = m.traced(tangent)
    result = _batched(m, seed, trace, found)
    result = lax.transpose(m, result, [*range(1, len(result.shape)), 0])
    return lax.reshape(m, result, (*result.shape[:-1], *x.shape))


def _batched(m: Machine, seed: Array, trace: Trace, found: Value) -> Array:
    """What a piece makes of each unit vector, along a first axis."""
    size = seed.size
    unit = lax.compare(m, "eq", lax.add(m, lax.iota(m, (size, size), "i32"), 0), lax.iota(m, (size, size), "i32"))
    basis = lax.convert(m, unit, seed.dtype)
    assert isinstance(basis, Array)
    batch = Batch(Recording(m, m.site()), size)
    batch.bind(seed, lax.reshape(m, basis, (size, *seed.shape)), 0)
    batch.run(trace)
    result = batch.front(batch.now(array(m, found)))
    assert isinstance(result, Array)
    m.trace += batch.m.trace
    return result


FUNCTIONS: dict[str, Function] = {"vjp": vjp, "<pull back>": pull_back, "jvp": jvp,
                                  "linearize": linearized, "<push forward>": push_forward}  # fmt: skip
