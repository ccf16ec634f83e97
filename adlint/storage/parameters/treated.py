"""What a function treats as only arrays can be treated, or it would raise: what NumPy writes, what masks and gathers
select from; and how many axes such arrays have at least. Which objects of libraries it asks for what no others have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from adlint import ir
from adlint.analysis.paths.uses import used_in
from adlint.models import protocols
from adlint.models import storage as model
from adlint.storage.definitions.fields import Made

_PYPLOT = "matplotlib.pyplot."
# what is passed the updates that an optimizer gives: https://optax.readthedocs.io/en/latest/api/apply_updates.html
_APPLYING = frozenset({"optax.apply_updates", "equinox.apply_updates"})
# what models of JAX are called by, with their parameters: https://dm-haiku.readthedocs.io/en/latest/api.html#haiku.Transformed
_OF_MODELS = frozenset({"init", "apply"})
_MODEL = "apply, params"
_JAX = frozenset({"jax", "haiku", "flax", "optax"})
Paths = Mapping[ir.Operand, str]  # the access paths that operands are, but for names


def arrays(made: Made, paths: Paths) -> Iterator[str]:
    """The access paths of what must be an array in a function."""
    for op in made.ops.values():
        match op:
            case ir.Call():
                for operand in _written(made, op):
                    yield from _arrays_of(made, paths, operand)
            case ir.GetItem(_, base, index) | ir.SetItem(_, base, index, _) if _selects(made, paths, base, index):
                yield from _arrays_of(made, paths, base)
            case _:
                pass


def copies(made: Made, paths: Paths) -> Mapping[ir.Operand, str]:
    """What holds nothing but a copy, by the access path of what was copied."""
    found: dict[ir.Operand, str] = {}
    for at, op in made.ops.items():
        method = made.ops.get(op.callee) if isinstance(op, ir.Call) and isinstance(op.callee, int) else None
        if isinstance(method, ir.GetAttribute) and method.name == "copy":
            found[at] = _path(paths, method.base)
    stored = Counter(op.name for op in made.ops.values() if isinstance(op, ir.Store))
    for op in made.ops.values():
        if isinstance(op, ir.Store) and stored[op.name] == 1 and op.value in found:
            found[op.name] = found[op.value]
    return found


def dicts(made: Made, copied: Mapping[ir.Operand, str]) -> Iterator[str]:
    """The access paths of what is `copied`, where the copy is treated as only dicts can be treated."""
    for op in made.ops.values():
        match op:
            case ir.GetItem(_, base, ir.Const(value=str())) | ir.SetItem(_, base, ir.Const(value=str())):
                yield copied.get(base, "")
            case ir.GetAttribute(_, base, "keys" | "values" | "items" | "setdefault" | "update" | "popitem"):
                yield copied.get(base, "")
            case _:
                pass


def objects(made: Made, paths: Paths) -> Iterator[tuple[str, str]]:
    """The access paths of what is asked for what only axes of figures, or parsers of arguments, have, of what is
    told to be trained or evaluated as layers of PyTorch are, of what gives updates and a state as optimizers of Optax
    do, and of what is initialised and applied as models of JAX are, each with its class; if no class of the program
    has such methods.
    """
    asked: dict[str, set[str]] = {}
    pairs = {op.value for op in made.ops.values() if isinstance(op, ir.Unpack) and op.before == 2 and not op.starred}
    for op in made.ops.values():
        method = made.ops.get(op.callee) if isinstance(op, ir.Call) and isinstance(op.callee, int) else None
        if isinstance(method, ir.GetAttribute) and not made.program.definers.get(method.name):
            is_mode = method.name in protocols.MODES and isinstance(op, ir.Call) and not op.arguments
            name = f"{method.name}()" if is_mode and op.at not in used_in(made.body) else method.name
            if isinstance(op, ir.Call) and name in _OF_MODELS and len(op.arguments) + len(op.keywords) > 1:
                name = _MODEL
            elif isinstance(op, ir.Call) and op.at in pairs and len(op.arguments) > 1:
                name = f"{name}, state"
            asked.setdefault(_path(paths, method.base), set()).add(name)
        elif isinstance(op, ir.Call):
            asked.setdefault(_path(paths, op.callee), set()).add("__call__")
    perhaps = {one.name for one in made.body.parameters if one.has_default}
    applies = any(made.path(op.callee) in _APPLYING for op in made.ops.values() if isinstance(op, ir.Call))
    makes = any(made.path(op.callee).startswith(_PYPLOT) for op in made.ops.values() if isinstance(op, ir.Call))
    for path, names in asked.items():
        if names & protocols.AXES and path not in perhaps and not makes:  # else pyplot may make some, which it keeps
            yield path, "matplotlib.axes.Axes"
        elif names & protocols.PARSERS:
            yield path, "argparse.ArgumentParser"
        elif "eval()" in names or ("train()" in names and names & protocols.OF_LAYERS):
            yield path, "torch.nn.Module"
        elif "update, state" in names and (applies or ("init" in names and _imports_jax(made))):
            yield path, "optax.GradientTransformation"
        elif _MODEL in names and "update, state" not in names and _imports_jax(made):
            yield path, "haiku.Transformed"


def _imports_jax(made: Made) -> bool:
    """Whether the module of a function imports JAX, or a library of models on top of it."""
    module = made.program.functions[f"{made.module}:"]
    return any(op.module.partition(".")[0] in _JAX and not op.level for op in module.of(ir.Import))


def least_ranks(made: Made, paths: Paths) -> dict[str, int]:
    """How many axes what stands at access paths has at least, by the most indices between brackets behind it."""
    found: dict[str, int] = {}
    for op in made.ops.values():
        if not isinstance(op, ir.GetItem | ir.SetItem):
            continue
        index = made.ops.get(op.index) if isinstance(op.index, int) else None
        path = _path(paths, op.base)
        if path and isinstance(index, ir.Build) and index.kind == "tuple":
            said = [one for one in index.items if not isinstance(one, ir.Starred) and not _is_no_axis(one)]
            found[path] = max(found.get(path, 0), len(said))
    return found


def _is_no_axis(part: ir.Operand) -> bool:
    """Whether a part of an index is `None` or an ellipsis."""
    return isinstance(part, ir.Const) and (part.value is None or part.value is ...)


def _written(made: Made, call: ir.Call) -> Iterator[ir.Operand]:
    """The operands that a function of NumPy writes."""
    yield from (operand for name, operand in call.keywords if name == "out")
    path = made.path(call.callee)
    if not path.startswith("numpy.") or path.startswith("numpy.random."):
        return
    out = model.OUT.get(path.rpartition(".")[2])
    for position in (*model.writes(path), *(() if out is None else (out,))):
        before = call.arguments[: position + 1]
        last = before[-1] if len(before) > position else None
        if last is not None and not isinstance(last, ir.Starred) and not any(isinstance(a, ir.Starred) for a in before):
            yield last


def _arrays_of(made: Made, paths: Paths, operand: ir.Operand) -> Iterator[str]:
    """The access path of an operand that is an array, or that of what it is a slice of: slices of lists are lists."""
    path = operand if isinstance(operand, str) else paths.get(operand, "")
    if path:
        yield path
        return
    match made.ops.get(operand) if isinstance(operand, int) else None:
        case ir.GetItem(_, base, index) if _is_slice(made, index):
            yield from _arrays_of(made, paths, base)
        case ir.Build(_, "tuple", (item,)) if not isinstance(item, ir.Starred):  # `out=(x,)`
            yield from _arrays_of(made, paths, item)
        case _:
            pass


def _is_slice(made: Made, index: ir.Operand) -> bool:
    op = made.ops.get(index) if isinstance(index, int) else None
    return isinstance(op, ir.Build) and op.kind == "slice"


def _selects(made: Made, paths: Paths, base: ir.Operand, index: ir.Operand) -> bool:
    """Whether an index is a list of integers, or a comparison of what it is an index of."""
    match made.ops.get(index) if isinstance(index, int) else None:
        case ir.Build(_, "list", items):
            return any(isinstance(item, ir.Const) and isinstance(item.value, int) for item in items)
        case ir.Binary(_, operator, left, right) if operator in ("<", "<=", ">", ">=", "==", "!="):
            own = base if isinstance(base, str) else paths.get(base, "")
            return own != "" and own in (_path(paths, left), _path(paths, right))
        case _:
            return False


def _path(paths: Paths, operand: ir.Operand) -> str:
    return operand if isinstance(operand, str) else paths.get(operand, "")
