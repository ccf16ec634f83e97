"""Functions of JAX that compute nothing: what is traced without being run, scopes, settings."""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Partial, Value
from adlint.frameworks.jax.arguments import Function
from adlint.frameworks.jax.control.tracing import fresh
from adlint.frameworks.jax.functions.random import drawn
from adlint.frameworks.jax.primitives import bind
from adlint.frameworks.jax.trees import leaves, mapped
from adlint.frameworks.jax.values import array, is_plain
from adlint.trace import Array

_AS_IT_IS = External("functools.<as it is>")


def _shapes(m: Machine, name: str, given: Given) -> Value:
    """`eval_shape`: the function is traced, and nothing of it is computed."""
    function, *positional = given.positional
    _, result = m.traced(lambda: m.tables.call(m, function, Given(tuple(positional), given.keywords)))

    def shaped(one: Value) -> Value:
        return _only_shape(m, array(m, one)) if is_plain(one) or isinstance(one, Array) else one

    return mapped(m, shaped, result)


def _only_shape(m: Machine, x: Array) -> Array:
    """What stands for an array of the shape and dtype of another, and has no elements."""
    found = m.array(x.shape, x.dtype, "jax", weak=x.weak)
    m.settings[f"jax.shape:{found.number}"] = True
    return found


def is_shape_only(m: Machine, x: Array) -> bool:
    """Whether what stands for an array is a `ShapeDtypeStruct`."""
    return f"jax.shape:{x.number}" in m.settings


def _shape_only(m: Machine, name: str, given: Given) -> Value:
    """`ShapeDtypeStruct(shape, dtype)`, which stands for an array."""
    from adlint.frameworks.jax.numpy.making import wanted_shape  # noqa: PLC0415  (they need each other)
    from adlint.frameworks.jax.values import dtype_of  # noqa: PLC0415

    shape, dtype = wanted_shape(m, given.at(0, "shape")), dtype_of(m, given.at(1, "dtype"), "f32")
    return _only_shape(m, m.array(shape, dtype, "jax"))


def _around(m: Machine, name: str, given: Given) -> Value:
    """A scope: a context manager, or a decorator, that changes nothing of what is kept."""
    return Partial(_AS_IT_IS, (), ())


def _as_it_is(m: Machine, name: str, given: Given) -> Value:
    return given.positional[0] if given.positional else Partial(_AS_IT_IS, (), ())


def _nothing(m: Machine, name: str, given: Given) -> Value:
    return None


def _one(m: Machine, name: str, given: Given) -> Value:
    return 1


def _devices(m: Machine, name: str, given: Given) -> Value:
    """One processor: what is kept is the same on others, where a program does not ask which they are."""
    m.notes.setdefault("the program is taken to run on one CPU", None)
    device = m.store.new("instance", cls=External("jax.Device"), fields={"platform": "cpu", "id": 0})
    return m.store.new("list", items=[device])


def _key_data(m: Machine, name: str, given: Given) -> Value:
    key = given.at(0, "keys")
    return drawn(m, key, (*key.shape, 2), "u32") if isinstance(key, Array) and key.dtype == "key" else key


def _wrapped_key(m: Machine, name: str, given: Given) -> Value:
    data = array(m, given.positional[0])
    return drawn(m, data, data.shape[:-1], "key")


def _policy(m: Machine, name: str, given: Given) -> Value:
    """What makes a policy of names, or of other policies: it is read where it is used."""
    return Partial(External(f"jax.{name}"), given.positional, ())


def _named(m: Machine, name: str, given: Given) -> Value:
    """`checkpoint_name(x, name)`: the arrays of a tree, each by itself, under a name that policies know."""

    def one(value: Value) -> Value:
        if not isinstance(value, Array) and not is_plain(value):
            return value
        x = array(m, value)
        return bind(m, "name", (x,), x.shape, x.dtype, weak=x.weak, called=given.at(1, "name"))

    return mapped(m, one, given.positional[0])


def _put(m: Machine, name: str, given: Given) -> Value:
    """`device_put`: several arrays are put in one operation, in which one that is differentiated makes all so."""
    tree = given.positional[0]
    held = [one for one in leaves(m, tree) if isinstance(one, Array) and one.is_inexact]
    if len(held) < 2:
        return tree
    results = dict(zip(held, fresh(m, held), strict=True))
    m.emit("lax.device_put", tuple(held), *results.values())
    return mapped(m, lambda one: results.get(one, one) if isinstance(one, Array) else one, tree)


FUNCTIONS: dict[str, Function] = {
    "eval_shape": _shapes, "device_put": _put, **dict.fromkeys(("ShapeDtypeStruct", "core.ShapedArray"), _shape_only),
    **dict.fromkeys(
        ("named_scope", "ensure_compile_time_eval", "default_matmul_precision", "disable_jit", "debug_nans",
         "transfer_guard", "profiler.TraceAnnotation", "experimental.enable_x64", "enable_x64",
         "_src.config.default_matmul_precision", "numpy_dtype_promotion", "checking_leaks", "set_mesh",
         "numpy_rank_promotion", "_src.util.set_module", "_src.config.debug_infs", "_src.config.debug_nans"), _around,
    ),
    **dict.fromkeys(
        ("_src.traceback_util.api_boundary", "random.clone", "typeof", "core.get_aval", "core.typeof"), _as_it_is,
    ),
    **dict.fromkeys(
        ("config.update", "debug.print", "debug.callback", "effects_barrier", "config.define_bool_state",
         "_src.traceback_util.register_exclusion",
         "extend.source_info_util.register_exclusion", "clear_caches",
         "monitoring.record_event"), _nothing,
    ),
    **dict.fromkeys(("process_count", "device_count", "local_device_count"), _one),
    **dict.fromkeys(("devices", "local_devices"), _devices),
    "process_index": lambda m, name, given: 0, "default_backend": lambda m, name, given: "cpu",
    "random.key_data": _key_data, "random.wrap_key_data": _wrapped_key,
    "extend.core.get_opaque_trace_state": lambda m, name, given: "trace",
    **dict.fromkeys(
        (f"checkpoint_policies.{one}" for one in ("save_only_these_names", "save_any_names_but_these",
                                                  "save_anything_except_these_names", "save_from_both_policies")),
        _policy,
    ),
    **dict.fromkeys(("ad_checkpoint.checkpoint_name", "_src.ad_checkpoint.checkpoint_name"), _named),
    "random.key_impl": lambda m, name, given: "fry",
}  # fmt: skip
