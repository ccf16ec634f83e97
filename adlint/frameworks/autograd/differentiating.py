"""`grad` and its kin: the function runs, and the way back through what it did is gone through, step by step, as
autograd goes it. The steps back stand in the trace as all others do: autograd traces them inside of another derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import prod

from msgspec import Struct

from adlint.evaluate.errors import Raised
from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Partial, Ref, Transformed, Value
from adlint.frameworks.autograd import backward
from adlint.frameworks.numpy.elementwise import apply
from adlint.frameworks.numpy.making import Missing, give
from adlint.frameworks.numpy.reductions import reduce
from adlint.shapes.dims import Mismatch, Shape
from adlint.trace import Alt, Array, Call, Checkpoint, Loop, Node, Op, Opaque, Operand, Repeated, Trace, within

TRANSFORMS = ("grad", "value_and_grad", "elementwise_grad", "jacobian", "make_vjp")
VJP = "autograd.<vjp>"
TAKEN = "autograd.<taken>"  # an operation that takes an item of a container
_SETTING = "autograd.record"
_MOST = 64  # elements of a result of which one after another is differentiated
_TEXT = """
import autograd.numpy as np
from autograd import grad, jacobian, make_vjp

def hessian(fun, argnum=0):
    return jacobian(jacobian(fun, argnum), argnum)

def hessian_tensor_product(fun, argnum=0):
    fun_grad = grad(fun, argnum)
    def vector_dot_grad(*args, **kwargs):
        args, vector = args[:-1], args[-1]
        return np.tensordot(fun_grad(*args, **kwargs), vector, np.ndim(vector))
    return grad(vector_dot_grad, argnum)

def make_hvp(fun, argnum=0):
    return make_vjp(grad(fun, argnum), argnum)

def tensor_jacobian_product(fun, argnum=0):
    def vector_dot_fun(*args, **kwargs):
        args, vector = args[:-1], args[-1]
        return np.tensordot(vector, fun(*args, **kwargs), axes=np.ndim(vector))
    return jacobian(vector_dot_fun, argnum)

def flatten(value):
    unflatten, flat = make_vjp(_flattened)(value)
    return flat, unflatten

def _flattened(value):
    if isinstance(value, (list, tuple)):
        parts = [_flattened(one) for one in value]
        return np.concatenate(parts) if parts else np.array([])
    if isinstance(value, dict):
        return np.concatenate([_flattened(value[key]) for key in sorted(value)])
    return np.ravel(value)
"""
_ALIASES = {"hessian_vector_product": "hessian_tensor_product", "vector_jacobian_product": "tensor_jacobian_product",
            "misc.flatten.flatten": "flatten", "misc.flatten": "flatten"}  # fmt: skip
WRITTEN = frozenset(
    "hessian hessian_tensor_product make_hvp tensor_jacobian_product misc.flatten.flatten misc.flatten".split()
) | _ALIASES.keys()


class Step(Struct, frozen=True):
    """An operation that a gradient goes back through, and how its index or order was asked for."""

    name: str
    operands: tuple[Operand, ...]
    result: Array
    op: Op | None


class Record(Struct, frozen=True):
    """What a function did: steps that depend on the arrays of its argument, and what it gave."""

    steps: tuple[Step, ...]
    active: frozenset[int]
    argument: Value
    result: Array


def written(m: Machine, name: str, given: Given) -> Value:
    """`hessian`, `flatten` and others that autograd writes in terms of `grad` and its kin."""
    return m.tables.call(m, of_text(m, "autograd.<written>", _TEXT)[_ALIASES.get(name, name)], given)


def differentiated(m: Machine, function: Transformed, given: Given) -> Value:
    """A call of what `grad` and its kin make. Missing, after the call, if the way back is not known."""
    name, number = function.transform.rpartition(".")[2], function.option("argnum")
    if not isinstance(number, int) or number >= len(given.positional):
        raise Missing(f"which argument `{name}` is with respect to")
    record = _recorded(m, function.function, given, given.positional[number])
    match name:
        case "make_vjp":
            m.settings[f"{_SETTING}:{record.result.number}"] = record  # type: ignore[assignment]
            return Partial(External(VJP), (record.result,), ()), record.result
        case "jacobian":
            return _jacobian(m, record)
        case _:
            found = _swept(m, record, _ones(m, record.result))
            return (record.result, found) if name == "value_and_grad" else found


def swept_back(m: Machine, given: Given) -> Value:
    """A call of what `make_vjp` makes: from the gradient of a result to that of the argument."""
    result, seed = given.positional[:2]
    record = m.settings.get(f"{_SETTING}:{result.number}") if isinstance(result, Array) else None
    if not isinstance(record, Record) or not isinstance(seed, Array):
        raise Missing("a way back that is not known")
    return _swept(m, record, seed)


def _ones(m: Machine, like: Array) -> Array:
    return m.array(like.shape, like.dtype, "numpy")


def _recorded(m: Machine, function: Value, given: Given, argument: Value) -> Record:
    """The function runs. Missing if it gives no array, or does what the way back is not known of."""
    first = len(m.trace)
    result = m.tables.call(m, function, given)
    if not isinstance(result, Array):
        raise Missing("derivatives of what is no array")
    active = {one.number for one in _leaves(m, argument)}
    steps = tuple(_steps(tuple(m.trace[first:]), active))
    return Record(steps, frozenset(active), argument, result)


def _steps(trace: Trace, active: set[int]) -> Iterator[Step]:
    """The steps that depend on what is active, which grows with them."""
    for node in trace:
        match node:
            case Op() | Call() if _is_step(node):
                if _is_traced(node, active):
                    yield _step(node, active)
            case Op():  # a name is bound
                pass
            case Call():
                yield from _steps(node.body, active)
            case _ if _touches(node, active):
                raise Missing("derivatives of derivatives through a loop or a branch that is gone through at once")


def _is_step(node: Op | Call) -> bool:
    """An operation, or a function of the library: those of the program are gone through."""
    return node.name != "numpy.bind" if isinstance(node, Op) else ":" not in node.function


def _is_traced(node: Op | Call, active: set[int]) -> bool:
    is_active = any(isinstance(one, Array) and one.number in active for one in node.operands)
    return is_active and _name(node) not in backward.NOT_TRACED and all(one.is_inexact for one in node.results)


def _name(node: Op | Call) -> str:
    return (node.name if isinstance(node, Op) else node.function).removeprefix("numpy.")


def _step(node: Op | Call, active: set[int]) -> Step:
    name = _name(node)
    if len(node.results) != 1 or any(isinstance(one, Repeated) for one in node.operands):
        raise Missing(f"what the way back of `{name}` computes is not known")
    active.add(node.results[0].number)
    return Step(name, node.operands, node.results[0], node if isinstance(node, Op) else None)


def _touches(node: Node, active: set[int]) -> bool:
    return any(isinstance(one, Array) and one.number in active for each in within((node,)) for one in _read(each))


def _read(node: Node) -> Iterable[Operand]:
    """What a node reads itself, and what it hands on to what is inside of it."""
    match node:
        case Op() | Opaque() | Call():
            return node.operands
        case Loop():
            return [one.initial for one in node.carried]
        case Alt():
            return [one for join in node.joins for one in join.sources]
        case Checkpoint():
            return node.inputs
        case _:
            return ()


def _jacobian(m: Machine, record: Record) -> Value:
    """One sweep for each element of the result; what they give is stacked."""
    shape = record.result.shape
    count = prod(one for one in shape if isinstance(one, int))
    if count > _MOST or not all(isinstance(one, int) for one in shape) or not isinstance(record.argument, Array):
        raise Missing("a Jacobian of so many rows that they are not gone through one by one")
    rows = [_swept(m, record, _ones(m, record.result)) for _ in range(count)]
    stacked = m.call(External("autograd.numpy.stack"), tuple(rows))
    return m.call(External("autograd.numpy.reshape"), stacked, (*shape, *record.argument.shape))


def _swept(m: Machine, record: Record, seed: Array) -> Value:
    """The gradient of the argument, in its form."""
    found = {record.result.number: seed}
    for step in reversed(record.steps):
        gradient = found.get(step.result.number)
        for place, operand in enumerate(step.operands if gradient is not None else ()):
            if isinstance(operand, Array) and operand.number in record.active and (step.name != TAKEN or not place):
                assert gradient is not None
                back = _back(m, step, place, gradient, operand)
                before = found.get(operand.number)
                both = back if before is None else apply(m, "add", (before, back))
                assert isinstance(both, Array)
                found[operand.number] = both
    form = _in_form(m, record.argument, lambda one: found.get(one.number) or _ones(m, one))
    return form if isinstance(form, Array) else _to_be_taken(m, form)


def _to_be_taken(m: Machine, gradients: Value) -> Value:
    """Gradients in a container, each of which is taken out of it by a node that holds them all."""
    several = tuple(_leaves(m, gradients))
    for n, one in enumerate(several):
        m.emit(TAKEN, (one, *several[:n], *several[n + 1 :]), one)
    return gradients


def _back(m: Machine, step: Step, place: int, gradient: Array, operand: Array) -> Array:
    """The gradient of an operand of a step."""
    short = step.name
    if short == TAKEN:
        return gradient
    if short in backward.PARTED:
        return _part(m, gradient, operand)
    function = backward.formula(m, step.name, place)
    if function is None:
        raise Missing(f"what the way back of `{short}` computes is not known")
    operands = [one for one in step.operands if not isinstance(one, Repeated)]
    try:
        result = m.call(function, gradient, *operands, step.result)
    except (Raised, Mismatch):
        result = None
    if not isinstance(result, Array):
        raise Missing(f"what the way back of `{short}` computes is not known")
    return _unbroadcast(m, result, operand) if short in backward.BROADCAST else result


def _unbroadcast(m: Machine, array: Array, like: Array) -> Array:
    """Summed over the axes that an operand was repeated along."""
    while len(array.shape) > len(like.shape):
        array = reduce(m, "add", array, 0)
    for axis, size in enumerate(like.shape):
        if size == 1:
            array = reduce(m, "add", array, axis, keeps=True)
    return array


def _part(m: Machine, gradient: Array, like: Array) -> Array:
    """A part of a gradient, by an index."""
    return give(m, "getitem", (gradient,), like.shape, gradient.dtype, buffer=gradient.buffer, items=(), whole=False)


def rule(m: Machine, name: str, given: Given) -> Value:
    """What rules are written in: steps of the way back that NumPy has no function for."""
    first, *rest = (one for one in given.positional if isinstance(one, Array))
    match name:
        case "adjoint":  # of a product: the other factor, and the gradient
            return give(m, "adjoint", (first, rest[0]), rest[1].shape, rest[1].dtype)
        case "moved":
            return give(m, "transpose", (first,), rest[0].shape, first.dtype, buffer=first.buffer)
        case "part":
            return _part(m, first, rest[0])
        case "untaken":
            return give(m, "untaken", (first,), rest[0].shape, first.dtype)
        case "middle":  # the mean of what was reduced to one, with axes of size 1
            return give(m, "mean", (first,), _kept(first, rest[0]), first.dtype)
        case "count":  # how many elements were reduced to one, as an integer of NumPy
            return m.array((), "i64", "numpy")
        case _:
            return _repeated(m, first, rest[0], rest[1])


def _repeated(m: Machine, gradient: Array, like: Array, reduced: Array) -> Array:
    """A gradient along the axes that were reduced: seen with axes of size 1, and added to zeros."""
    if not like.shape:
        return gradient
    seen = give(m, "reshape", (gradient,), _kept(like, reduced), gradient.dtype, buffer=gradient.buffer)
    zeros = m.array(like.shape, like.dtype, "numpy")
    found = apply(m, "add", (seen, zeros))
    assert isinstance(found, Array)
    return found


def _kept(array: Array, reduced: Array) -> Shape:
    """The shape of what an array was reduced to, with axes of size 1 in the place of those that are gone."""
    left = list(reduced.shape)
    if len(left) == len(array.shape):
        return reduced.shape
    return tuple(left.pop(0) if left and left[0] == size else 1 for size in array.shape)


def _leaves(m: Machine, value: Value) -> Iterator[Array]:
    """The arrays in an argument."""
    match value:
        case Array():
            yield value
        case tuple():
            for one in value:
                yield from _leaves(m, one)
        case Ref() if m.store[value].kind in ("list", "dict"):
            for one in (*m.store[value].items, *m.store[value].fields.values()):
                yield from _leaves(m, one)


def _in_form(m: Machine, value: Value, gradient: Callable[[Array], Array]) -> Value:
    """What has the form of an argument, with gradients in the place of its arrays."""

    def several(values: Sequence[Value]) -> list[Value]:
        return [_in_form(m, one, gradient) for one in values]

    match value:
        case Array():
            return gradient(value)
        case tuple():
            return tuple(several(value))
        case Ref() if m.store[value].kind in ("list", "dict"):
            held = m.store[value]
            fields = dict(zip(held.fields, several(tuple(held.fields.values())), strict=True))
            return m.store.new(held.kind, items=several(held.items), fields=fields)
        case _:
            return 0.0
