"""Transformations of functions: `jit`, `checkpoint`, `custom_jvp`, `custom_vjp`, `grad`, `vmap`."""

from __future__ import annotations

from collections.abc import Callable

from adlint.evaluate.invocation.calls import flat
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Partial, Ref, Transformed, Unknown, Value
from adlint.frameworks.jax.transformed import customs, gradients, jit, vmap

Called = Callable[[Machine, Transformed, Given], Value]

def _call_partial(m: Machine, callee: Transformed, given: Given) -> Value:
    """A function with some arguments given, which are parts of it as a tree."""
    first, named = callee.option("positional"), callee.option("keywords")
    before = first if isinstance(first, tuple) else ()
    fields = m.store[named].fields if isinstance(named, Ref) else {}
    keywords = {**{str(name): value for name, value in fields.items()}, **given.keywords}
    return m.tables.call(m, callee.function, Given((*before, *given.positional), keywords))


CALLED: dict[str, Called] = {
    "jit": jit.call, "pmap": jit.call, "checkpoint": customs.checkpoint, "custom_jvp": customs.custom_jvp,
    "custom_vjp": customs.custom_vjp, "grad": gradients.gradient, "value_and_grad": gradients.gradient,
    "vmap": vmap.call, "Partial": _call_partial,
    **dict.fromkeys(("jacfwd", "jacrev", "jacobian", "hessian"), gradients.jacobian),
}  # fmt: skip
SAME = {"remat": "checkpoint", "ad_checkpoint.checkpoint": "checkpoint", "new_checkpoint": "checkpoint",
        "tree_util.Partial": "Partial", "custom_derivatives.custom_vjp": "custom_vjp",
        "custom_derivatives.custom_jvp": "custom_jvp"}  # fmt: skip
TRANSFORMS = frozenset((*CALLED, *SAME, "named_call"))


def transform(m: Machine, name: str, given: Given) -> Value:
    """What a transformation makes of a function: as a decorator with options, it waits for one."""
    name = SAME.get(name, name)
    if name == "Partial":
        function, *rest = given.positional
        by_name = m.store.new("dict", fields=dict(given.keywords))
        return Transformed("jax.Partial", function, (("positional", tuple(rest)), ("keywords", by_name)))
    if not given.positional and "fun" in given.keywords:
        rest_of = {key: value for key, value in given.keywords.items() if key != "fun"}
        return transform(m, name, Given((given.keywords["fun"],), rest_of))
    options = tuple(given.keywords.items())
    if not given.positional:
        return Partial(External(f"jax.{name}"), (), options)
    if name == "checkpoint" and (own := m.own_site()) is not None:
        options = (*options, (customs.MADE, (own.function, own.at)))
    if name == "named_call":
        return given.positional[0]
    function, *rest = given.positional
    named = _NAMES.get(name, ())
    return Transformed(f"jax.{name}", function, (*zip(named, rest, strict=False), *options))


_NAMES: dict[str, tuple[str, ...]] = {
    "vmap": ("in_axes", "out_axes"), "grad": ("argnums", "has_aux"), "value_and_grad": ("argnums", "has_aux"),
    "custom_vjp": ("nondiff_argnums",), "custom_jvp": ("nondiff_argnums",), "jacfwd": ("argnums",),
    "jacrev": ("argnums",), "jacobian": ("argnums",), "hessian": ("argnums",),
}  # fmt: skip


def call(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of a transformed function."""
    found = CALLED.get(callee.transform.removeprefix("jax."))
    if found is None:
        return m.say_unknown(f"no model of `{callee.transform}`", flat(m, given))
    return found(m, callee, given)


def method(m: Machine, base: Transformed, name: str, given: Given) -> Value:
    """A method of a transformed function: it gets its derivative."""
    if name in ("defvjp", "defjvp", "defjvps"):
        return customs.define(m, base, name, given)
    if name in ("lower", "trace", "eval_shape"):
        return Unknown(f"`{name}` of a function", m.site())
    return m.say_unknown(f"no model of the method `{name}` of a function", ())
