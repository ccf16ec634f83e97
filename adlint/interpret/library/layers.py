"""Modules of neural networks: what their libraries call when a module is called, and what goes with training."""

from __future__ import annotations

from adlint.interpret.collections.containers import of_items
from adlint.interpret.collections.inherited import SEQUENTIAL, kept
from adlint.interpret.collections.methods import FUNCTIONS
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.invocation.differentiating import go_back_by
from adlint.interpret.library import HOOKED, MEANINGS, Meaning, set_up
from adlint.interpret.library.backward import CONTEXT, keep_back
from adlint.interpret.memory.atoms import NUMBER, Atom, Builtin, Closure, Method, Partial, Value, Wrapped, atoms, joined
from adlint.interpret.memory.spaces import Class, Object
from adlint.interpret.objects.attributes import attribute
from adlint.interpret.objects.classes import of_library
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.objects.lookup import lookup
from adlint.interpret.objects.outside import tell
from adlint.interpret.objects.receivers import APPLIED, CHAINED, FLAX, HOOKING, HOOKS
from adlint.interpret.views.described import External, Instance
from adlint.ir import Const


def _hooked(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`module.register_forward_hook(f)`."""
    module, hook = given.at(0), given.at(1, "hook")
    if hook is not None and "_backward_" in path:
        keep_back(f, hook)
    elif hook is not None and module is not None:
        _hook(f, module, hook)
    return Instance("torch.utils.hooks.RemovableHandle")


def _hook(f: Frame, module: Value, hook: Value) -> None:
    for atom in atoms(module):
        if isinstance(atom, Object) and atom.cls is not None:
            f.task.add(atom, HOOKED, hook)
        elif isinstance(atom, Object):
            f.task.add(f.world.stored, HOOKED + SEQUENTIAL, hook)


def _hooked_all(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`register_module_forward_hook(f)`: called with every module."""
    hook = given.at(0, "hook")
    if hook is not None and "_backward_" in path:
        keep_back(f, hook)
    elif hook is not None:
        f.task.add(f.world.stored, HOOKED, hook)
    return Instance("torch.utils.hooks.RemovableHandle")


def _averaged(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`AveragedModel(model, avg_fn=f)`: called as the model is; `f` is called where it is updated."""
    model = given.at(0, "model")
    mixing = given.at(-1, "avg_fn") or given.at(-1, "multi_avg_fn")
    if model is None:
        return None
    methods: dict[str, Value] = {"__call__": model, "forward": model}
    if mixing is not None:
        methods["update_parameters"] = Partial(mixing, (NUMBER, NUMBER, NUMBER), ())
    return of_library(f, at, path, methods)


def _hooked_layer(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`layer.register_forward_hook(f)` of a layer of the library: any of its class is taken to have the hook."""
    hook = given.at(0, "hook")
    if hook is not None and "_backward_" in path:
        keep_back(f, hook)
    elif hook is not None:
        f.task.add(f.world.stored, HOOKED + path.rpartition(".")[0], hook)
    return Instance("torch.utils.hooks.RemovableHandle")


def _initialised(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`module.init(key, x)` and `module.apply(parameters, x)` set the module up and call it, or a method of it."""
    module, method = given.at(0), given.at(-1, "method")
    if module is None:
        return None
    set_up(f, at, module)
    if isinstance(method, Const) and isinstance(method.value, str):
        method = attribute(f, module, method.value, at)
    elif isinstance(method, Closure):
        method = Method(method, atoms(module)[0])
    keywords = tuple([pair for pair in given.keywords if pair[0] not in _OPTIONS])
    passed = Arguments(given.positional[2:], keywords, given.rest)
    if method is None:
        method = attribute(f, module, "__call__", at)
    result = f.call(at, method, passed)
    return NUMBER if path.endswith(("init", "tabulate")) else result


_OPTIONS = frozenset({"method", "rngs", "mutable", "capture_intermediates"})


def _chained(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`super().forward(x)` of a sequence of layers."""
    found = [kept(f, atom) for atom in atoms(given.positional[0]) if isinstance(atom, Object)]
    layers = joined([value for value in found if value is not None])
    return None if layers is None else f.call(at, layers, Arguments(given.positional[1:]))


def _applied(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`Function.apply(x)` calls `forward` with a context, or without one and `setup_context` with it."""
    return joined([_forward(f, at, atom, given) for atom in atoms(given.positional[0])]) if given.positional else None


def _forward(f: Frame, at: int, cls: Atom, given: Arguments) -> Value:
    context = of_library(f, at, CONTEXT, {})
    passed = given.positional[1:]
    later = lookup(f, cls, "setup_context") if isinstance(cls, Class) else None
    back = Partial(attribute(f, cls, "backward", at), (context,), ())
    keep_back(f, back)
    go_back_by(f, back)
    if f.task.rules.is_mapped and isinstance(cls, Class) and isinstance(lookup(f, cls, "vmap"), Wrapped):
        f.task.rules.is_mapped = False
        result = f.call(at, attribute(f, cls, "vmap", at), Arguments((NUMBER, NUMBER, *passed)))
        f.task.rules.is_mapped = True
        return result
    if f.task.get(f.world.told, _DUAL) is not None:
        f.call(at, attribute(f, cls, "jvp", at), Arguments((context,), (), NUMBER))
    has_own = later is not None and later.__class__ is not External
    early = passed if has_own else (context, *passed)
    result = f.call(at, attribute(f, cls, "forward", at), Arguments(early, given.keywords, given.rest))
    if has_own:
        inputs = of_items(f, "tuple", at, list(passed), None)
        f.call(at, attribute(f, cls, "setup_context", at), Arguments((context, inputs, result)))
    return result


_DUAL = "torch.autograd.forward_ad.*dual"  # that there are tensors with tangents


def _dual(f: Frame, _at: int, _path: str, _given: Arguments) -> Value | None:
    """`make_dual(x, v)`: from then on functions push tangents forward, too."""
    tell(f.task, _DUAL, NUMBER)
    return None


def _stepped(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`optimizer.step(closure)`."""
    closure, hooks = given.at(0, "closure"), f.task.get(f.world.told, _STEPS)
    if hooks is not None:
        f.call(at, hooks, Arguments((), (), NUMBER))
    return None if closure is None else f.call(at, closure, NO_ARGUMENTS)


_STEPS = "torch.optim.*hooks"


def _hooked_step(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`optimizer.register_step_pre_hook(f)`."""
    hook = given.at(0, "hook")
    if hook is not None:
        tell(f.task, _STEPS, hook)
    return Instance("torch.utils.hooks.RemovableHandle")


def _parametrized(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`register_parametrization(module, name, parametrization)` calls what it is given for the first value."""
    on, made = given.at(0, "module"), given.at(2, "parametrization")
    if made is not None:
        call_method(f, at, made, "right_inverse", NUMBER)
        f.call(at, made, Arguments((NUMBER,)))
    if made is not None and isinstance(on, Instance):  # a layer of the library reads the parameter when it is called
        f.task.add(f.world.stored, HOOKED + on.of, Partial(Builtin(External(path), "reparametrized"), (made,), ()))
    return on


def _reparametrized(f: Frame, at: int, given: Arguments) -> Value:
    return f.call(at, given.positional[0], Arguments((NUMBER,)))


_OPTIMIZERS = ("SGD", "Adam", "AdamW", "LBFGS", "RMSprop", "Adagrad", "Adadelta", "Adamax", "ASGD", "NAdam", "RAdam",
               "Rprop", "SparseAdam", "Optimizer")  # fmt: skip
_LAYERS = (
    "Linear Bilinear Identity Embedding LSTM GRU RNN LSTMCell GRUCell RNNCell MultiheadAttention Flatten Dropout"
    " Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d BatchNorm1d BatchNorm2d LayerNorm GroupNorm ReLU GELU"
    " SiLU Tanh Sigmoid Softmax LogSoftmax Softplus ELU LeakyReLU MaxPool1d MaxPool2d AvgPool2d AdaptiveAvgPool2d"
    " Transformer TransformerEncoder TransformerEncoderLayer TransformerDecoder TransformerDecoderLayer"
).split()
_NEW: dict[str, Meaning] = {
    **dict.fromkeys(HOOKS, _hooked),
    **{f"torch.nn.{layer}.{hook}": _hooked_layer for layer in _LAYERS for hook in HOOKING},
    **dict.fromkeys(FLAX, _initialised),
    CHAINED: _chained,
    **{
        f"torch.nn.modules.module.{name.replace('register', 'register_module')}": _hooked_all for name in HOOKING
    },
    "torch.optim.swa_utils.AveragedModel": _averaged,
    "torch.autograd.forward_ad.make_dual": _dual,
    **dict.fromkeys(APPLIED, _applied),
    **{f"torch.optim.{name}.step": _stepped for name in _OPTIMIZERS},
    **{
        f"torch.optim.{name}.register_step_{when}_hook": _hooked_step
        for name in _OPTIMIZERS
        for when in ("pre", "post")
    },
    "torch.nn.utils.parametrize.register_parametrization": _parametrized,
}
MEANINGS.update(_NEW)
FUNCTIONS["reparametrized"] = _reparametrized
