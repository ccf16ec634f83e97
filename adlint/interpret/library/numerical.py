"""Numerical functions that call functions: JAX's control flow and transformations, solvers, layers."""

from __future__ import annotations

from collections.abc import Sequence

from adlint.interpret.collections.containers import content, of_items, sequence
from adlint.interpret.collections.iteration import called_often, items_of
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, Meaning, all_called
from adlint.interpret.library.backward import keep_back
from adlint.interpret.library.trees import rebuilt
from adlint.interpret.memory.atoms import (
    ITEM,
    NUMBER,
    Closure,
    Method,
    Object,
    Partial,
    Value,
    atoms,
    join,
    joined,
)  # fmt: skip


def _filtered(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`filter(tree, spec)`: what of a tree a function says yes to."""
    for test in (given.at(1, "filter_spec"), given.at(-1, "is_leaf")):
        if test is not None and all_called(test):
            called_often(f, at, test, Arguments((NUMBER,)))
    return given.at(0)


def _tuple(f: Frame, at: int, items: Sequence[Value]) -> Object:
    made = f.task.new_object("tuple", None, at, f.identity)
    made.fields = dict(enumerate(items))
    return made


def _part(f: Frame, value: Value, index: int) -> Value:
    """The item of a tuple of known length."""
    found = [
        items[index] for a in atoms(value) if (items := sequence(f, a)) is not None and index < len(items)
    ]
    return joined(found) or ITEM


def _scan(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    body, carry, xs = given.at(0, "f"), given.at(1, "init"), given.at(2, "xs")
    if body is None or carry is None:
        return None
    item = items_of(f, at, xs) if xs is not None else NUMBER
    rebuilt(f, at, carry)
    out = f.call(at, body, Arguments((carry, item)))
    again = _part(f, out, 0)
    both = join(carry, again)
    if both is not carry and again is not ITEM:
        out = join(out, f.call(at, body, Arguments((both, item))))
    return _tuple(f, at, [join(carry, _part(f, out, 0)), NUMBER])


def _fori(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    body, start = given.at(2, "body_fun"), given.at(3, "init_val")
    if body is None or start is None:
        return None
    rebuilt(f, at, start)
    return join(start, f.call(at, body, Arguments((NUMBER, start))))


def _while(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    test, body, start = given.at(0, "cond_fun"), given.at(1, "body_fun"), given.at(2, "init_val")
    if test is None or body is None or start is None:
        return None
    rebuilt(f, at, start)
    f.call(at, test, Arguments((start,)))
    return join(start, f.call(at, body, Arguments((start,))))


def _cond(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    yes, no = given.at(1, "true_fun"), given.at(2, "false_fun")
    if yes is None or no is None:
        return None
    passed = Arguments(given.positional[3:])
    operand = given.at(-1, "operand")
    passed = Arguments((operand,)) if operand is not None else passed
    for value in passed.positional:
        rebuilt(f, at, value)
    return join(f.call(at, yes, passed), f.call(at, no, passed))


def _switch(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    branches = given.at(1, "branches")
    if branches is None:
        return None
    return f.call(at, items_of(f, at, branches), Arguments(given.positional[2:]))


def _lax_map(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    body, xs = given.at(0, "f"), given.at(1, "xs")
    if body is None or xs is None:
        return None
    f.call(at, body, Arguments((items_of(f, at, xs),)))
    return NUMBER


def _tree_map(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    callee = given.at(0, "f")
    if callee is not None:
        f.call(at, callee, Arguments(tuple([NUMBER] * max(1, len(given.positional) - 1))))
    return given.at(1, "tree")


def _shaped(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`eval_shape(f, *args)`: `f` runs at once."""
    callee = given.at(0, "fun")
    return None if callee is None else f.call(at, callee, Arguments(given.positional[1:], given.keywords))


def _checkpointed(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`torch.utils.checkpoint.checkpoint(f, *args)` calls `f` at once, and once more on the way back."""
    callee = given.at(0, "function")
    known = ("use_reentrant", "preserve_rng_state", "context_fn", "determinism_check", "debug")
    keywords = tuple([pair for pair in given.keywords if pair[0] not in known])
    if callee is None:
        return None
    again = Arguments(given.positional[1:], keywords, given.rest)
    keep_back(f, callee, again)
    return f.call(at, callee, again)


def _sequential(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`nn.Sequential(a, b)`: an object that, when called, calls its parts in turn."""
    items, rest = list[Value](), given.rest
    for part in given.positional:
        known = sequence(f, part)
        if known is not None:
            items += known
        elif isinstance(part, Object) and part.kind == "dict":
            items += content(f, part).values()
        elif not isinstance(part, Object) or part.kind == "instance":
            items.append(part)
        else:
            rest = joined([items_of(f, at, part), *([] if rest is None else [rest])])
    return of_items(f, "sequential" if path.endswith("Sequential") else "list", at, items, rest)


def _solved(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`custom_linear_solve(matvec, b, solve)`, `custom_root(f, guess, solve, tangent_solve)`."""
    function = given.at(0)
    if function is None:
        return None
    f.call(at, function, Arguments((NUMBER,)))
    for position, name in ((2, "solve"), (3, "tangent_solve")):
        callee = given.at(position, name)
        for atom in atoms(callee) if callee is not None else ():
            if isinstance(atom, Closure | Method | Partial | Object):
                f.call(at, atom, Arguments((function if name == "solve" else NUMBER, NUMBER)))
    return NUMBER


def _made_by(position: int, name: str) -> Meaning:
    """`module.param(name, initialiser, *args)`."""

    def make(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
        callee = given.at(position, name)
        return None if callee is None else f.call(at, callee, Arguments((), (), NUMBER))

    return make


def _functional(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`functional_call(module, parameters, args)` calls the module."""
    module, args = given.at(0), given.at(2, "args")
    if module is None:
        return None
    passed = (sequence(f, args) or [args]) if args is not None else []
    return f.call(at, module, Arguments(tuple(passed)))


def _in_segments(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`checkpoint_sequential(layers, segments, x)` calls each layer with what the one before gave."""
    layers, value = given.at(0, "functions"), given.at(2, "input") or NUMBER
    if layers is None:
        return None
    if isinstance(layers, Object) and layers.kind == "sequential":
        return f.call(at, layers, Arguments((value,)))
    for layer in sequence(f, layers) or [items_of(f, at, layers)]:
        value = f.call(at, layer, Arguments((value,)))
    return value


def _fixed_point(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`fixed_point(f, a, x0, distance, tol)` calls `f(a)`, and what that gives."""
    make, distance = given.at(0, "f"), given.at(3, "distance")
    if make is not None:
        f.call(at, f.call(at, make, Arguments((given.at(1, "a") or NUMBER,))), Arguments((NUMBER,)))
    if distance is not None:
        f.call(at, distance, Arguments((NUMBER, NUMBER)))
    return NUMBER


def _replaced(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`tree_at(where, tree, value)` asks `where` for the place."""
    where, tree = given.at(0, "where"), given.at(1, "pytree")
    if where is None or tree is None:
        return None
    f.call(at, where, Arguments((tree,)))
    again = given.at(-1, "replace_fn")
    if again is not None:
        f.call(at, again, Arguments((NUMBER,)))
    return tree


def _tried(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`torch.jit.trace(module, inputs)` calls the module."""
    module, inputs = given.at(0, "func"), given.at(1, "example_inputs")
    if module is not None and inputs is not None:
        f.call(at, module, Arguments(tuple(sequence(f, inputs) or [inputs])))
    return module


_LOOPS = ("while_loop", "checkpointed_while_loop", "bounded_while_loop")


def _custom(_f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    return given.at(0)


def _piecewise(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`numpy.piecewise(x, conditions, functions)`."""
    functions = given.at(2, "funclist")
    if functions is not None:
        f.call(at, items_of(f, at, functions), Arguments((NUMBER,)))
    return NUMBER


_NEW: dict[str, Meaning] = {
    "jax.eval_shape": _shaped,
    **dict.fromkeys(("jax.lax.scan", "flax.linen.scan_eager"), _scan),
    "jax.lax.fori_loop": _fori,
    "jax.lax.while_loop": _while,
    "jax.lax.cond": _cond,
    "jax.lax.switch": _switch,
    "jax.lax.map": _lax_map,
    "jax.lax.custom_root": _solved,
    "jax.lax.custom_linear_solve": _solved,
    "flax.linen.Module.param": _made_by(1, "init_fn"),
    "flax.linen.Module.variable": _made_by(2, "init_fn"),
    **dict.fromkeys(("torch.func.functional_call", "torch.nn.utils.stateless.functional_call"), _functional),
    "torch.utils.checkpoint.checkpoint_sequential": _in_segments,
    "autograd.misc.fixed_points.fixed_point": _fixed_point,
    "torch.utils.checkpoint.checkpoint": _checkpointed,
    "torch.nn.Sequential": _sequential,
    "torch.nn.ModuleList": _sequential,
    "torch.nn.ModuleDict": MEANINGS["builtins.dict"],
    "flax.nnx.List": _sequential,
    "flax.nnx.Sequential": _sequential,
    "flax.linen.Sequential": _sequential,
    "equinox.nn.Sequential": _sequential,
    **{f"{module}.{name}": _custom for module in ("numpy", "jax.numpy") for name in ("vectorize", "frompyfunc")},
    **{f"{module}.piecewise": _piecewise for module in ("numpy", "jax.numpy")},
    "autograd.extend.primitive": _custom,
    "autograd.core.primitive": _custom,
    "flax.linen.compact": _custom,
    "flax.linen.nowrap": _custom,
    "flax.linen.jit": _custom,
    "flax.linen.scan": _custom,
    "flax.linen.vmap": _custom,
    "flax.nnx.jit": _custom,
    "flax.nnx.grad": _custom,
    "flax.nnx.value_and_grad": _custom,
    "flax.nnx.vmap": _custom,
    "flax.struct.dataclass": _custom,
    "chex.dataclass": _custom,
    "torch.utils._pytree.tree_map": _tree_map,
    "equinox.filter": _filtered,
    "equinox.partition": lambda f, at, path, given: _tuple(f, at, [_filtered(f, at, path, given) or ITEM] * 2),
    "equinox.combine": lambda _f, _at, _path, given: joined(given.positional),
    **dict.fromkeys(("equinox.apply_updates", "optax.apply_updates"), _custom),
    "equinox.tree_at": _replaced,
    **dict.fromkeys([f"equinox.internal.{name}" for name in _LOOPS], _while),
    "flax.nnx.split": lambda f, at, _path, given: _tuple(f, at, [given.at(0) or ITEM, NUMBER]),
    "flax.nnx.merge": _custom,
    **dict.fromkeys(("torch.jit.trace", "torch.jit.trace_module"), _tried),
    **dict.fromkeys(("jax.tree_util.Partial", "equinox.Partial"), MEANINGS["functools.partial"]),
}
MEANINGS.update(_NEW)
