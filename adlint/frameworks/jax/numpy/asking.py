"""What is asked of arrays and dtypes rather than computed."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Value
from adlint.frameworks.jax.arguments import Function
from adlint.frameworks.jax.promotion import canonical, inexact, joined, two
from adlint.frameworks.jax.values import array, dtype_of, is_plain
from adlint.shapes.broadcasting import broadcast
from adlint.shapes.dtypes import LONG, WIDTH, kind, short
from adlint.trace import Array

_FAMILIES = {
    "floating": "f", "complexfloating": "c", "integer": "i", "signedinteger": "i", "unsignedinteger": "i",
    "inexact": "fc", "number": "ifc", "bool_": "b", "generic": "ifcb", "prng_key": "k", "extended": "k",
}  # fmt: skip
_LIMITS = {"f16": (6.55e4, 9.77e-4), "bf16": (3.3895e38, 7.81e-3), "f32": (3.4028235e38, 1.1920929e-07),
           "f64": (1.7976931348623157e308, 2.220446049250313e-16)}  # fmt: skip


def named(dtype: str) -> External:
    """A dtype as a value of the program."""
    return External(f"numpy.{dtype}")


def _result_type(m: Machine, name: str, given: Given) -> Value:
    values = [one for one in given.positional if is_plain(one) or isinstance(one, Array)]
    if any(isinstance(one, Array) and one.dtype == "key" for one in values):
        return named("key")
    dtypes = [dtype_of(m, one, "") for one in given.positional if isinstance(one, str | External)]
    found = joined(m, values)[0] if values else None
    for one in dtypes:
        found = one if found is None or (not any(isinstance(v, Array) for v in values) and kind(found) == kind(one)) \
            else two(found, one)  # fmt: skip
    return named(found or "f32")


def _subtype(m: Machine, name: str, given: Given) -> Value:
    """`issubdtype`: of a family, or of one dtype."""
    dtype, wanted = given.positional[:2]
    above = wanted.path.rpartition(".")[2] if isinstance(wanted, External) else str(wanted)
    own = dtype.path.rpartition(".")[2] if isinstance(dtype, External) else ""
    if own in _FAMILIES:
        return set(_FAMILIES[own]) <= set(_FAMILIES.get(above, ""))
    found = dtype_of(m, dtype, "f32")
    return kind(found) in _FAMILIES[above] if above in _FAMILIES else found == dtype_of(m, wanted, "")


def _dtype(m: Machine, name: str, given: Given) -> Value:
    value = given.positional[0]
    return named(joined(m, [value])[0] if is_plain(value) else dtype_of(m, value, "f32"))


def _canonical(m: Machine, name: str, given: Given) -> Value:
    return named(canonical(m, dtype_of(m, given.positional[0], "f32")))


def _inexact(m: Machine, name: str, given: Given) -> Value:
    return named(inexact(m, dtype_of(m, given.positional[0], "f32")))


def _limits(m: Machine, name: str, given: Given) -> Value:
    """`finfo`, `iinfo`."""
    dtype = dtype_of(m, given.positional[0], "f32")
    if name == "iinfo":
        bits = 8 * WIDTH[dtype]
        least, most = (0, 2**bits - 1) if dtype[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        fields: dict[Value, Value] = {"min": least, "max": most, "bits": bits}
    else:
        most_, eps = _LIMITS[{"c64": "f32", "c128": "f64"}.get(dtype, dtype)]
        fields = {"max": most_, "min": -most_, "eps": eps, "tiny": 1.1754944e-38, "bits": 8 * WIDTH[dtype],
                  "smallest_normal": 1.1754944e-38}  # fmt: skip
    return m.store.new("instance", cls=External(f"numpy.{name}"), fields={**fields, "dtype": named(dtype)})


def _is_complex(m: Machine, name: str, given: Given) -> Value:
    value = given.positional[0]
    found = isinstance(value, complex) if is_plain(value) else kind(array(m, value).dtype) == "c"
    return found == (name == "iscomplexobj")


def _shapes(m: Machine, name: str, given: Given) -> Value:
    """`broadcast_shapes`."""
    return broadcast(*(one for one in given.positional if isinstance(one, tuple)))  # type: ignore[arg-type]


def _scalar(m: Machine, name: str, given: Given) -> Value:
    value = given.positional[0]
    return is_plain(value) or (isinstance(value, Array) and not value.shape)


def attribute(path: str) -> Value:
    """`jnp.float32.itemsize`, `x.dtype.name`; None of what is no attribute of a dtype."""
    before, _, name = path.rpartition(".")
    dtype = short(before.rpartition(".")[2])
    match name:
        case _ if dtype is None:
            return None
        case "itemsize":
            return WIDTH[dtype]
        case "kind":
            return dtype[0] if dtype != "bf16" else "V"
        case "name":
            return next(long for long, one in LONG.items() if one == dtype)
        case "dtype":
            return named(dtype)
        case _:
            return None


FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(("result_type", "promote_types"), _result_type), "issubdtype": _subtype, "dtype": _dtype,
    "finfo": _limits, "iinfo": _limits, "iscomplexobj": _is_complex, "isrealobj": _is_complex, "isscalar": _scalar,
    "broadcast_shapes": _shapes,
}  # fmt: skip
OF_DTYPES: dict[str, Function] = {
    "dtypes.issubdtype": _subtype, "dtypes.canonicalize_dtype": _canonical,
    "dtypes.check_and_canonicalize_user_dtype": _canonical, "dtypes.result_type": _result_type,
    "lax.broadcast_shapes": _shapes, "dtypes.finfo": lambda m, name, given: _limits(m, "finfo", given),
    "_src.dtypes.to_inexact_dtype": _inexact, "lax.dtype": _dtype,
    "dtypes.dtype": _dtype, "dtypes.to_inexact_dtype": _inexact,
}  # fmt: skip
