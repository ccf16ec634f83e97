"""What libraries ask of the inside of JAX: functions that are traced flat, with what is known of their results."""

from __future__ import annotations

from collections.abc import Iterator

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.operators import binary
from adlint.evaluate.values import External, Partial, Ref, Value
from adlint.frameworks.jax.arguments import Function
from adlint.frameworks.jax.primitives import convert
from adlint.frameworks.jax.promotion import inexact, joined, two
from adlint.frameworks.jax.structures import structure, unflatten
from adlint.frameworks.jax.trees import leaves
from adlint.frameworks.jax.values import array, dtype_of, is_plain, literal, same_rank
from adlint.trace import Array, Call, Node, Trace
from adlint.trace.walking import reads, results

_FLAT = External("jax.<called flat>")
_WRAPPED = External("jax.<wrapped>")
_OUT = External("jax.<structure of the result>")


def _together(m: Machine, name: str, given: Given) -> Value:
    """`treedef_tuple`: the structure of a tuple of trees."""
    several = [m.store[one].fields for one in items(m, given.at(0, "treedefs")) or () if isinstance(one, Ref)]
    count = sum(one["num_leaves"] for one in several if isinstance(one["num_leaves"], int))
    found = structure(m, tuple(one["tree"] for one in several))
    m.store.mine(found).fields.update({"tree": tuple(one["tree"] for one in several), "num_leaves": count})
    return found


def _flattened(m: Machine, name: str, given: Given) -> Value:
    """`flatten_fun_nokwargs(f, in_tree)`: a function of leaves, and what says the structure of its last result."""
    function, structure_in = given.positional[:2]
    held = m.store.new("list")
    return Partial(_FLAT, (function, structure_in, held), ()), Partial(_OUT, (held,), ())


def _called_flat(m: Machine, name: str, given: Given) -> Value:
    function, structure_in, held, *flat = given.positional
    arguments = unflatten(m, structure_in, tuple(flat))
    result = m.call(function, *(arguments if isinstance(arguments, tuple) else (arguments,)))
    if isinstance(held, Ref):
        m.store.mine(held).items = [structure(m, result)]
    return m.store.new("list", items=leaves(m, result))


def _structure_out(m: Machine, name: str, given: Given) -> Value:
    held = given.positional[0]
    assert isinstance(held, Ref)
    return m.store[held].items[0]


def _traced(m: Machine, name: str, given: Given) -> Value:
    """`trace_to_jaxpr_nounits`: a function is traced on what is not known. Pairs of results: None and one that does not
    depend on that, which is computed; else one that is not known.
    """
    function, held = given.positional[:2]
    inputs = [one for one in items(m, held) or () if isinstance(one, Array)]
    trace, result = m.traced(lambda: m.call(function, *inputs))
    dependent, known = parted(trace, set(inputs))
    m.trace += known
    pairs: list[Value] = [(one, None) if one in dependent else (None, one) for one in items(m, result) or ()]
    return None, m.store.new("list", items=pairs), m.store.new("list")


def parted(trace: Trace, dependent: set[Array]) -> tuple[set[Array], list[Node]]:
    """The arrays that depend on some, and the nodes that make none of them, without the calls that they stand in."""
    found, known = set(dependent), []
    for node in flat(trace):
        if found.isdisjoint(reads(node)):
            known.append(node)
        else:
            found.update(results(node))
    return found, known


def flat(trace: Trace) -> Iterator[Node]:
    """Nodes without the calls that they stand in."""
    for node in trace:
        if isinstance(node, Call):
            yield from flat(node.body)
        else:
            yield node


def _same(m: Machine, name: str, given: Given) -> Value:
    return given.positional[0] if given.positional else None


def _together_promoted(m: Machine, name: str, given: Given) -> Value:
    """`promote_args(name, *args)`, `promote_dtypes(*args)` and those that make floats of integers."""
    values = given.positional[1:] if "args" in name else given.positional
    checked = [one if is_plain(one) else array(m, one) for one in values]
    dtype, weak = joined(m, checked)
    dtype = inexact(m, dtype) if "inexact" in name or "complex" in name else dtype
    if "complex" in name:
        dtype = two(dtype, "c64")
    # numbers are written into the program with the dtype of the others, and are not converted to it
    found = [
        convert(m, one, dtype, weak=weak) if isinstance(one, Array) else literal(m, dtype, weak=weak) for one in checked
    ]
    return m.store.new("list", items=[*(same_rank(m, found) if "args" in name else found)])


def _constant(m: Machine, name: str, given: Given) -> Value:
    """`lax._const(example, value)`: a number of the dtype of another, which it would take on anyway."""
    return given.positional[1]


def _equal(m: Machine, name: str, given: Given) -> Value:
    return binary(m, "==", *given.positional[:2])


def _zipped(m: Machine, name: str, given: Given) -> Value:
    return m.call(External("builtins.zip"), *given.positional)


def _mapped(m: Machine, name: str, given: Given) -> Value:
    return m.call(External("builtins.list"), m.call(External("builtins.map"), *given.positional))


def _whole(m: Machine, name: str, given: Given) -> Value:
    return tuple(items(m, given.positional[0]) or ())


def _arrays(m: Machine, name: str, given: Given) -> Value:
    """`ensure_arraylike(name, *args)`: one array, or several."""
    found = tuple(array(m, one) for one in given.positional[1:])
    return found[0] if len(found) == 1 else found


def _several_arrays(m: Machine, name: str, given: Given) -> Value:
    return tuple(array(m, one) for one in items(m, given.positional[1]) or ())


def _second(m: Machine, name: str, given: Given) -> Value:
    return given.positional[1]


def _broadcast(m: Machine, name: str, given: Given) -> Value:
    return m.call(External("jax.numpy.broadcast_to"), *given.positional[:2])


def _around_function(m: Machine, name: str, given: Given) -> Value:
    """`@transformation2`: `g(f, *parameters).call_wrapped(*args)` is to be `g(f, *parameters, *args)`."""
    return Partial(_WRAPPED, (given.positional[0],), ())


def _wrapped(m: Machine, name: str, given: Given) -> Value:
    around, *first = given.positional
    return m.store.new("instance", cls=None, fields={"call_wrapped": Partial(around, tuple(first), ())})


def _lattice(m: Machine, name: str, given: Given) -> Value:
    """`lattice_result_type(*args)`: the dtype of several together, and whether it is weak."""
    dtype, weak = joined(m, [one if is_plain(one) else array(m, one) for one in given.positional])
    return External(f"numpy.{dtype}"), weak


def _converted(m: Machine, name: str, given: Given) -> Value:
    """`_convert_element_type(x, dtype, weak_type)`."""
    x, weak = array(m, given.positional[0]), given.at(2, "weak_type", False)
    return convert(m, x, dtype_of(m, given.at(1, "new_dtype"), x.dtype), weak=weak is True)


def _eye(m: Machine, name: str, given: Given) -> Value:
    """`lax._eye(dtype, shape)`."""
    return m.call(External("jax.numpy.eye"), *items(m, given.at(1, "shape")) or (), dtype=given.at(0, "dtype"))


def _is_valid(m: Machine, name: str, given: Given) -> Value:
    return isinstance(given.positional[0], Array) or is_plain(given.positional[0])


_KINDS = ("", "_inexact", "_numeric", "_complex")
_PROMOTING = [f"{name}{more}" for name in ("promote_args", "promote_dtypes") for more in _KINDS]
FUNCTIONS: dict[str, Function] = {
    **{f"numpy.util.{one}": _together_promoted for one in _PROMOTING}, "lax._const": _constant,
    "numpy.util.ensure_arraylike": _arrays, "numpy.util.ensure_arraylike_tuple": _several_arrays,
    "_src.core.concrete_or_error": _second, "numpy.util._broadcast_to": _broadcast,
    "numpy.util.check_arraylike": lambda m, name, given: None, "_src.core.valid_jaxtype": _is_valid,
    "lax._convert_element_type": _converted, "lax._eye": _eye,
    "lax.asarray": lambda m, name, given: array(m, given.at(0, "x")), "dtypes.lattice_result_type": _lattice,
    "linear_util.transformation2": _around_function, "<wrapped>": _wrapped,
    **dict.fromkeys(("_src.lib.utils.safe_zip", "_src.util.safe_zip"), _zipped),
    **dict.fromkeys(("_src.lib.utils.safe_map", "_src.util.safe_map"), _mapped),
    "_src.core.canonicalize_shape": _whole, "_src.core.dimension_as_value": _same,
    "lax.canonicalize_precision": _same,
    "_src.core.auto_insert_reshard": lambda m, name, given: given.positional,
    **{f"_src.core.definitely_equal{more}": _equal for more in ("", "_shape")},
    "tree_util.treedef_tuple": _together, "api_util.flatten_fun_nokwargs": _flattened, "<called flat>": _called_flat,
    "<structure of the result>": _structure_out, "interpreters.partial_eval.trace_to_jaxpr_nounits": _traced,
    **dict.fromkeys(
        ("api_util.debug_info", "extend.linear_util.wrap_init", "linear_util.wrap_init",
         "interpreters.partial_eval.PartialVal.unknown"), _same,
    ),
}  # fmt: skip
