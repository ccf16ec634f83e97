"""What is recorded and what is not: `no_grad` and its kin, checkpoints, and functions with derivatives of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from msgspec.structs import replace

from adlint.evaluate.errors import Turned
from adlint.evaluate.libraries import NO_MODEL
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import lookup
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Descriptor, External, Partial, Ref, Transformed, Value
from adlint.frameworks.torch.autocast import CASTING, leave
from adlint.frameworks.torch.graph import graph
from adlint.frameworks.torch.making import AUTOCAST, MODE, emit, records
from adlint.trace import LAST_LAYERS, Array, Call, Checkpoint

CHECKPOINT, SEQUENCE = "torch.utils.checkpoint", "torch.utils.checkpoint_sequential"
SWITCH = External("torch.<grad mode>")
OPTIMISER = External("torch.optim.Optimizer")
GENERATOR = External("torch.Generator")
APPLY = External("torch.<apply>")
MODES = {"no_grad": False, "enable_grad": True, "inference_mode": False, "set_grad_enabled": None,
         "autograd.no_grad": False, "autograd.enable_grad": True, "autograd.grad_mode.no_grad": False,
         "autograd.inference_mode": False, "autograd.set_grad_enabled": None}  # fmt: skip


def mode(m: Machine, name: str, given: Given) -> Value:
    """`no_grad()` and its kin: to enter, or to decorate a function with."""
    wanted, first = MODES[name], given.at(0, "mode")
    if wanted is None or (name.endswith("inference_mode") and isinstance(first, bool)):
        chosen = first is not False if wanted is None else not first
        before = records(m)
        if wanted is None:
            m.settings[MODE] = chosen
        return Partial(SWITCH, (chosen, before), ())
    if first is not None and not isinstance(first, bool):
        return Transformed("torch.<grad mode>", first, (("mode", wanted),))
    return Partial(SWITCH, (wanted, records(m)), ())


def decorated(m: Machine, given: Given) -> Value:
    """A function under a mode."""
    wanted, before, function = given.positional
    m.settings[MODE] = before
    return Transformed("torch.<grad mode>", function, (("mode", wanted),))


def under(m: Machine, wanted: Value, run: Callable[[], Value]) -> Value:
    """What a function gives that runs under a mode."""
    before = records(m)
    m.settings[MODE] = wanted
    try:
        return run()
    finally:
        m.settings[MODE] = before


def entered(m: Machine, manager: Value) -> tuple[Value, Callable[[], None]] | None:
    """What `with torch.no_grad():` does."""
    if not isinstance(manager, Partial) or manager.function not in (SWITCH, CASTING):
        return None
    wanted, before = manager.positional
    if manager.function == CASTING:
        m.settings[AUTOCAST] = wanted
        return None, lambda: leave(m, before)

    def back() -> None:
        m.settings[MODE] = before

    m.settings[MODE] = wanted
    return None, back


def reverse(m: Machine, results: Value, given: Given) -> None:
    """`backward`: the reverse sweep, which lets go of what is kept, unless that is to be kept on."""
    if m.is_forward and given.at(1, "retain_graph") is not True and given.at(2, "create_graph", False) is False:
        raise Turned(results, m.site(), tuple(m.trace))


def checkpoint(m: Machine, name: str, given: Given) -> Value:
    """`torch.utils.checkpoint.checkpoint`: of its arguments alone, what is in it is made again."""
    function, *positional = given.positional
    own = ("use_reentrant", "context_fn", "determinism_check", "debug", "preserve_rng_state", "early_stop")
    keywords = {key: value for key, value in given.keywords.items() if key not in own}
    passed = Given(tuple(positional), keywords)
    body, result = m.traced(lambda: m.tables.call(m, function, passed))
    inputs = tuple(one for one in passed.values if isinstance(one, Array))
    node = Checkpoint(m.site(), CHECKPOINT, body, inputs, _arrays(m, result), made=m.own_site())
    m.stand_ins.update(one.number for one in node.outputs)  # what is behind them is made again
    m.trace.append(node)
    return result


def in_sequence(m: Machine, name: str, given: Given) -> Value:
    """`checkpoint_sequential`: all segments but the last are checkpointed."""
    functions, segments, first = given.positional[:3]
    held = items(m, functions)
    if held is None or not isinstance(segments, int) or not 0 < segments <= len(held):
        return m.say_unknown("a checkpointed sequence that is not known", given.positional)
    size = len(held) // segments
    ends = [*range(size, size * segments, size), len(held)]
    *pieces, last = [
        Partial(External("torch.<one after the other>"), (tuple(held[start:end]),), ())
        for start, end in zip((0, *ends), ends, strict=False)
    ]

    def checkpointed() -> Value:
        return reduce(lambda value, part: checkpoint(m, name, Given((part, value))), pieces, first)

    trace, passed = m.traced(checkpointed)
    m.trace += [replace(one, name=SEQUENCE) for one in trace if isinstance(one, Checkpoint)]
    body, value = m.traced(lambda: m.call(last, passed))
    m.trace.append(Call(m.site(), LAST_LAYERS, body, _arrays(m, passed), passes_arrays=True))
    return value


def one_after_the_other(m: Machine, given: Given) -> Value:
    """Functions applied in turn."""
    functions, value = given.positional
    for function in functions:  # type: ignore[union-attr]
        value = m.call(function, value)
    return value


def _arrays(m: Machine, value: Value) -> tuple[Array, ...]:
    if isinstance(value, Array):
        return (value,)
    held = items(m, value) if isinstance(value, tuple | Ref) else None
    return tuple(one for one in held or [] if isinstance(one, Array))


def subclassed(m: Machine, path: str, made: Ref) -> None:
    """A class with derivatives of its own gets its `apply`."""
    if path in ("torch.autograd.Function", "torch.autograd.function.Function"):
        m.store.mine(made).fields.setdefault("apply", Descriptor("classmethod", (APPLY,)))


def apply(m: Machine, given: Given) -> Value:
    """`apply` of such a class: `forward` runs unrecorded, what it gives to `save_for_backward` is kept."""
    cls, *arguments = given.positional
    context = m.store.new("instance", cls=External("torch.autograd.function.FunctionCtx"))
    setup = lookup(m, cls, "setup_context")
    separate = isinstance(setup, Ref)

    def forward() -> Value:
        first = () if separate else (context,)
        found = m.tables.call(m, lookup(m, cls, "forward"), Given((*first, *arguments), given.keywords))
        if separate:
            m.call(setup, context, tuple(arguments), found)
        return found

    result = under(m, False, forward)
    inputs = tuple(one for one in arguments if isinstance(one, Array))
    saved = m.store[context].fields.get("saved_tensors", ())
    outputs = result if isinstance(result, tuple) else (result,)
    made = {one.number: _renewed(m, one) for one in outputs if isinstance(one, Array)}
    kept = tuple(made.get(one.number, one) if isinstance(one, Array) else one for one in saved)  # type: ignore[union-attr]
    emit(m, "<custom>", inputs, *made.values(), saved=tuple(one for one in kept if isinstance(one, Array)))
    if len(made) == 1:
        m.store.mine(context).fields["saved_tensors"] = kept
        places = tuple(n for n, one in enumerate(arguments) if isinstance(one, Array))
        (whole,) = made.values()
        graph(m).ways_back[whole.number] = (lookup(m, cls, "backward"), context, places)
    renewed = tuple(made[one.number] if isinstance(one, Array) else one for one in outputs)
    return renewed if isinstance(result, tuple) else renewed[0]


def _renewed(m: Machine, array: Array) -> Array:
    return m.array(array.shape, array.dtype, "torch", array.buffer, strides=array.strides)


def on_context(m: Machine, base: Value, name: str, given: Given) -> Value:
    """Methods of the context of such a function."""
    cls = m.store[base].cls if isinstance(base, Ref) else None
    if cls == OPTIMISER:  # it works on gradients, after the reverse sweep
        return None
    if cls == GENERATOR:
        return base if name == "manual_seed" else m.fresh("a seed of a generator", 0)
    if not isinstance(base, Ref) or cls != External("torch.autograd.function.FunctionCtx"):
        return NO_MODEL
    if name == "save_for_backward":
        m.store.mine(base).fields["saved_tensors"] = given.positional
    return None
