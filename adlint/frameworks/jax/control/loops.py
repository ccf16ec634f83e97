"""`scan`, `fori_loop`, `while_loop`, `map`, `associative_scan`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adlint.evaluate.errors import Raised
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Transformed, Value, is_integer
from adlint.frameworks.arguments import size_from
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.arguments import named
from adlint.frameworks.jax.control.tracing import arrays, fresh, strengthened, with_leaves
from adlint.frameworks.jax.promotion import default
from adlint.frameworks.jax.trees import leaves
from adlint.frameworks.jax.values import array, is_plain, unknown
from adlint.frameworks.renaming import renamed
from adlint.shapes.dims import Dim, dim
from adlint.trace import Array, Carry, Checkpoint, Op, Operand, Scan, Stacked, Trace, within

Body = Callable[[Value, Value], Value]


def scan(m: Machine, body: Body, initial: Value, inputs: Value, trips: Dim) -> Value:
    """Turns of a body, `(carry, one of inputs) -> (carry, output)`: the last carry, and outputs stacked."""
    start, whole = arrays(m, initial), arrays(m, inputs)
    while True:
        entries = fresh(m, start)
        parts = [m.array(one.shape[1:], one.dtype, "jax", weak=one.weak) for one in whole]
        given = with_leaves(m, initial, entries), with_leaves(m, inputs, parts)
        ends: list[list[Array]] = []

        def run(given: tuple[Value, Value] = given, ends: list[list[Array]] = ends) -> Value:
            found = body(*given)
            if not isinstance(found, tuple) or len(found) != 2:
                raise unknown(m, "the body of a scan does not give two things", found)
            ends.extend(([*arrays(m, found[0])], [*arrays(m, found[1])]))
            return found

        trace, result = m.traced(run)
        exits, made = ends
        if len(exits) != len(start):
            raise unknown(m, "the carry of a loop is of another structure behind a turn", result)
        stronger = strengthened(m, start, exits)
        if stronger is None:
            break
        start = stronger
    trace, exits = _through_checkpoints(m, trace, entries, exits)
    # what no turn changes is no carry, but an array from around the scan
    finals = [_final(m, *one) for one in zip(start, entries, exits, strict=True)]
    held: dict[Array, Operand] = {
        entry: one for one, entry, end in zip(start, entries, exits, strict=True) if end is entry
    }
    trace = renamed(trace, held)
    stacks = [m.array((dim(trips), *one.shape), one.dtype, "jax", weak=one.weak) for one in made]
    rows = zip(start, entries, exits, finals, strict=True)
    carried = tuple(Carry(a, b, held.get(c, c), d) for a, b, c, d in rows if c is not b)
    m.trace.append(Scan(
        m.site(), trips, trace, carried,
        tuple(Stacked(*one) for one in zip(whole, parts, strict=True)),
        tuple(Stacked(a, held.get(b, b)) for a, b in zip(stacks, made, strict=True)),
        constant=tuple(one for one in held.values() if isinstance(one, Array)),
    ))  # fmt: skip
    assert isinstance(result, tuple)
    return with_leaves(m, result[0], finals), with_leaves(m, result[1], stacks)


def _through_checkpoints(
    m: Machine, trace: Trace, entries: Sequence[Array], exits: Sequence[Array]
) -> tuple[Trace, list[Array]]:
    """A turn and its exits, of which those are other arrays that a checkpoint gives as it was given them: JAX does not
    see that these are the same.
    """
    given = {one for node in within(trace) if isinstance(node, Checkpoint) for one in node.outputs}
    passed = {entry: fresh(m, [entry])[0] for entry in entries if entry in given}
    copies = tuple(Op(m.site(), "lax.copy", (entry,), (made,)) for entry, made in passed.items())
    return (*trace, *copies), [passed.get(one, one) for one in exits]


def _scan(m: Machine, name: str, given: Given) -> Value:
    body, initial, inputs, length = named(given, "f init xs length")
    if isinstance(length, Array):
        raise Raised("TypeError", "the `length` of a scan is traced: under `jit` its argument has to be static")
    trips = size_from(m, length) if is_integer(length) else _length(m, inputs, initial)
    return scan(m, lambda carry, one: m.call(body, carry, one), initial, inputs, trips)


def _length(m: Machine, inputs: Value, *others: Value) -> Dim:
    held = leaves(m, inputs)
    if not held:
        raise unknown(m, "the length of a scan is not known", inputs, *others)
    return array(m, held[0]).shape[0]


def _map(m: Machine, name: str, given: Given) -> Value:
    function, inputs = named(given, "f xs")
    if given.keywords.get("batch_size") is not None:
        return _chunks(m, function, inputs, given.keywords["batch_size"])
    found = scan(m, lambda carry, one: (carry, m.call(function, one)), (), inputs, _length(m, inputs))
    assert isinstance(found, tuple)
    return found[1]


def _chunks(m: Machine, function: Value, inputs: Value, wanted: Value) -> Value:
    """`map` over batches of a size, and what is left over in one of its own."""
    size, count = wanted, _length(m, inputs)
    if not isinstance(size, int) or not isinstance(count, int):
        raise unknown(m, "a `map` over batches whose number is not known", inputs)
    batched = Transformed("jax.vmap", function, ())
    several = count // size if size else 0
    if not several:
        return m.call(batched, inputs)

    def rows(x: Array, number: int) -> Array:
        return x if number == count else lax.slice_axis(m, x, 0, number)

    held, whole = arrays(m, inputs), several * size
    chunks = [lax.reshape(m, rows(x, whole), (several, size, *x.shape[1:])) for x in held]
    turns = scan(m, lambda carry, one: (carry, m.call(batched, one)), (), with_leaves(m, inputs, chunks), several)
    assert isinstance(turns, tuple)
    flat = [lax.reshape(m, y, (whole, *y.shape[2:])) for y in arrays(m, turns[1])]
    if whole < count:
        rest = with_leaves(m, inputs, [rows(x, count - whole) for x in held])
        flat = [lax.concatenate(m, pair, 0) for pair in zip(flat, arrays(m, m.call(batched, rest)), strict=True)]
    return with_leaves(m, turns[1], flat)


def _count(m: Machine, name: str, given: Given) -> Value:
    """`fori_loop`: a scan with a counter where the ends are of the program, else a `while_loop`."""
    low, high, body, initial = named(given, "lower upper body_fun init_val")
    if is_integer(low) and is_integer(high):
        trips = m.sizes.span(dim(size_from(m, high) - size_from(m, low)))

        def turn(carry: Value, _: Value) -> Value:
            assert isinstance(carry, tuple)
            index, state = carry
            following = lax.add(m, array(m, index), 1)
            return (following, m.call(body, index, state)), None

        found = scan(m, turn, (_start(m, low, high), initial), None, trips)
        assert isinstance(found, tuple)
        assert isinstance(found[0], tuple)
        return found[0][1]

    def again(carry: Value) -> Value:
        assert isinstance(carry, tuple)
        index, end, state = carry
        return lax.add(m, array(m, index), 1), end, m.call(body, index, state)

    found = while_loop(m, None, again, (_start(m, low, high), array(m, high), initial))
    assert isinstance(found, tuple)
    return found[2]


def _start(m: Machine, low: Value, high: Value) -> Array:
    """The first number of a counter."""
    if isinstance(low, Array):
        return low
    result = m.array((), default(m, "i"), "jax", weak=is_plain(low) and is_plain(high))
    m.emit("jax.literal", (), result)
    return result


def _while_loop(m: Machine, name: str, given: Given) -> Value:
    test, body, initial = named(given, "cond_fun body_fun init_val")
    return while_loop(m, test, lambda carry: m.call(body, carry), initial)


def while_loop(m: Machine, test: Value, body: Callable[[Value], Value], initial: Value) -> Value:
    """A loop that goes on while a test holds: how often depends on data."""
    start = arrays(m, initial)
    while True:
        entries = fresh(m, start)
        ends: list[Array] = []

        def run(entries: Sequence[Array] = entries, ends: list[Array] = ends) -> Value:
            state = with_leaves(m, initial, entries)
            if test is not None:
                m.call(test, state)
            found = body(state)
            ends.extend(arrays(m, found))
            return found

        trace, result = m.traced(run)
        stronger = strengthened(m, start, ends) if len(ends) == len(start) else None
        if len(ends) != len(start):
            raise unknown(m, "the state of a loop is of another structure behind a turn", result)
        if stronger is None:
            break
        start = stronger
    finals = [_final(m, *one) for one in zip(start, entries, ends, strict=True)]
    carried = tuple(Carry(*one) for one in zip(start, entries, ends, finals, strict=True) if one[2] is not one[1])
    held: dict[Array, Operand] = {
        entry: one for one, entry, end in zip(start, entries, ends, strict=True) if end is entry
    }
    trace = renamed(trace, held)
    trips = m.fresh("how often a `while_loop` runs depends on data", 0)
    m.trace.append(Scan(m.site(), trips, trace, carried, is_open=True))
    return with_leaves(m, result, finals)


def _final(m: Machine, start: Array, entry: Array, end: Array) -> Array:
    """What a loop ends with: what no turn changes is itself."""
    return start if end is entry else m.array(entry.shape, entry.dtype, "jax", weak=end.weak)


def _prefixes(m: Machine, name: str, given: Given) -> Value:
    """`associative_scan`: recursively over halves."""
    function, elements = named(given, "fn elems")
    axis = given.at(3, "axis", 0)
    reverse = given.at(2, "reverse", False)
    held = arrays(m, elements)
    if not isinstance(axis, int) or not isinstance(held[0].shape[axis], int):
        raise unknown(m, "an `associative_scan` along an axis of symbolic size", elements)

    def rev(xs: list[Array]) -> list[Array]:
        return [lax.bind(m, "rev", (x,), x.shape, x.dtype, axes=(axis,)) for x in xs]

    def combine(a: list[Array], b: list[Array]) -> list[Array]:
        return arrays(m, m.call(function, with_leaves(m, elements, a), with_leaves(m, elements, b)))

    found = _halves(m, combine, rev(held) if reverse is True else held, axis)
    return with_leaves(m, elements, rev(found) if reverse is True else found)


Combine = Callable[[list[Array], list[Array]], list[Array]]


def _halves(m: Machine, combine: Combine, xs: list[Array], axis: int) -> list[Array]:
    count = xs[0].shape[axis]
    assert isinstance(count, int)
    if count < 2:
        return xs

    def parts(of: list[Array], size: int) -> list[Array]:
        return [lax.slice_axis(m, x, axis, size) for x in of]

    odd = _halves(m, combine, combine(parts(xs, count // 2), parts(xs, count // 2)), axis)
    rest = (count - 1) // 2
    later = combine(odd if count % 2 else parts(odd, rest), parts(xs, rest))
    even = [lax.concatenate(m, pair, axis) for pair in zip(parts(xs, 1), later, strict=True)]
    return [_interleaved(m, a, b, axis) for a, b in zip(even, odd, strict=True)]


def _interleaved(m: Machine, a: Array, b: Array, axis: int) -> Array:
    size = dim(a.shape[axis] + b.shape[axis])
    shape = (*a.shape[:axis], size, *a.shape[axis + 1 :])
    return lax.add(m, lax.pad(m, a, 0, shape), lax.pad(m, b, 0, shape))


FUNCTIONS = {
    "scan": _scan, "map": _map, "fori_loop": _count, "while_loop": _while_loop, "associative_scan": _prefixes,
}  # fmt: skip
