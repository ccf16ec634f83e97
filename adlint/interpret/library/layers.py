"""Modules of neural networks: what their libraries call when a module is called, and what goes with training."""

from __future__ import annotations

from adlint.interpret.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.atoms import NUMBER, Atom, Builtin, Closure, Method, Partial, Value, atoms, joined
from adlint.interpret.attributes import attribute
from adlint.interpret.containers import of_items
from adlint.interpret.described import External, Instance
from adlint.interpret.dispatch import call_method
from adlint.interpret.frame import Frame
from adlint.interpret.inherited import SEQUENTIAL, kept
from adlint.interpret.iteration import items_of, lazy, may_be_object
from adlint.interpret.library import HOOKED, MEANINGS, Meaning, set_up
from adlint.interpret.library.backward import keep_back
from adlint.interpret.lookup import lookup
from adlint.interpret.methods import FUNCTIONS
from adlint.interpret.receivers import APPLIED, CHAINED, EACH, FLAX, HOOKS
from adlint.interpret.spaces import Class, Object
from adlint.ir import Const


def _hooked(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`module.register_forward_hook(f)`."""
    module, hook = given.at(0), given.at(1, "hook")
    if hook is not None and path.endswith("backward_hook"):
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


def _hooked_layer(f: Frame, _at: int, path: str, given: Arguments) -> Value | None:
    """`layer.register_forward_hook(f)` of a layer of the library: any of its class is taken to have the hook."""
    hook = given.at(0, "hook")
    if hook is not None and path.endswith("backward_hook"):
        keep_back(f, hook)
    elif hook is not None:
        f.task.add(f.world.stored, HOOKED + path.rpartition(".")[0], hook)
    return Instance("torch.utils.hooks.RemovableHandle")


def _each(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`module.apply(f)` calls `f` with every module."""
    module, callee = given.at(0), given.at(1, "fn")
    if module is not None and callee is not None:
        f.call(at, callee, Arguments((module,)))
    return module


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
    context = Instance("torch.autograd.function.FunctionCtx")
    passed = given.positional[1:]
    later = lookup(f, cls, "setup_context") if isinstance(cls, Class) else None
    keep_back(f, Partial(attribute(f, cls, "backward", at), (context,), ()))
    has_own = later is not None and later.__class__ is not External
    early = passed if has_own else (context, *passed)
    result = f.call(at, attribute(f, cls, "forward", at), Arguments(early, given.keywords, given.rest))
    if has_own:
        inputs = of_items(f, "tuple", at, list(passed), None)
        f.call(at, attribute(f, cls, "setup_context", at), Arguments((context, inputs, result)))
    return result


def _stepped(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`optimizer.step(closure)`."""
    closure = given.at(0, "closure")
    return None if closure is None else f.call(at, closure, NO_ARGUMENTS)


def _parametrized(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`register_parametrization(module, name, parametrization)` calls what it is given for the first value."""
    made = given.at(2, "parametrization")
    if made is not None:
        f.call(at, made, Arguments((NUMBER,)))
    return given.at(0, "module")


def _loader(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`DataLoader(dataset)`: whoever iterates over it asks the dataset for its items."""
    dataset, collate = given.at(0, "dataset"), given.at(-1, "collate_fn")
    if dataset is None or not may_be_object(dataset):
        return None
    order = given.at(-1, "sampler") or given.at(-1, "batch_sampler") or NUMBER
    early = (dataset, order) if collate is None else (dataset, order, collate)
    load = Partial(Builtin(Const(repr(path), path), "loaded"), early, ())
    return lazy(f, at, "map", load, (of_items(f, "list", at, None, NUMBER),))


def _loaded(f: Frame, at: int, given: Arguments) -> Value:
    """A batch of a dataset's items, collated."""
    dataset, order, *collate, _ = given.positional
    call_method(f, at, dataset if order is NUMBER else order, "__len__")
    items_of(f, at, order)
    item = call_method(f, at, dataset, "__getitem__", NUMBER)
    items = of_items(f, "list", at, None, items_of(f, at, dataset) if item is None else item)
    return f.call(at, collate[0], Arguments((items,))) if collate else NUMBER


_OPTIMIZERS = ("SGD", "Adam", "AdamW", "LBFGS", "RMSprop", "Adagrad", "Adadelta", "Adamax", "ASGD", "NAdam", "RAdam",
               "Rprop", "SparseAdam", "Optimizer")  # fmt: skip
_LAYERS = (
    "Linear Bilinear Identity Embedding LSTM GRU RNN LSTMCell GRUCell RNNCell MultiheadAttention Flatten Dropout"
    " Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d BatchNorm1d BatchNorm2d LayerNorm GroupNorm ReLU GELU"
    " SiLU Tanh Sigmoid Softmax LogSoftmax Softplus ELU LeakyReLU MaxPool1d MaxPool2d AvgPool2d AdaptiveAvgPool2d"
    " Transformer TransformerEncoder TransformerEncoderLayer TransformerDecoder TransformerDecoderLayer"
).split()
_HOOKS = ("register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook")
_NEW: dict[str, Meaning] = {
    **dict.fromkeys(HOOKS, _hooked),
    **{f"torch.nn.{layer}.{hook}": _hooked_layer for layer in _LAYERS for hook in _HOOKS},
    **dict.fromkeys(FLAX, _initialised),
    CHAINED: _chained,
    **dict.fromkeys(APPLIED, _applied),
    **dict.fromkeys(EACH, _each),
    **{f"torch.optim.{name}.step": _stepped for name in _OPTIMIZERS},
    "torch.utils.data.DataLoader": _loader,
    "torch.nn.utils.parametrize.register_parametrization": _parametrized,
}
MEANINGS.update(_NEW)
FUNCTIONS["loaded"] = _loaded
