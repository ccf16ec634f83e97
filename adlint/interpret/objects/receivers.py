"""What is no function of the program and is given the object or class of the program on which it is called: methods of
libraries' classes, and functions that decorators of libraries make.
"""

from __future__ import annotations

from collections.abc import Iterable

from adlint.interpret.views.described import External
from adlint.models import ufuncs

_TORCH = ("torch.nn.Module", "torch.nn.modules.module.Module")
HOOKING = ("register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook",
           "register_full_backward_pre_hook", "register_backward_hook")  # fmt: skip
HOOKS = frozenset(f"{module}.{name}" for module in _TORCH for name in HOOKING)
_MOVING = ("to", "cpu", "cuda", "double", "float", "half", "bfloat16", "type", "to_empty", "share_memory", "_apply")
# what is asked of a module and of all modules in it
SPREAD = {
    f"{module}.{name}": asked
    for module in _TORCH
    for name, asked in {
        "state_dict": "get_extra_state", "load_state_dict": "set_extra_state", "train": "train", "eval": "train",
        "requires_grad_": "requires_grad_", **dict.fromkeys(_MOVING, "_apply"),
    }.items()
}  # fmt: skip
FLAX = frozenset(f"flax.linen.Module.{name}" for name in ("init", "apply", "init_with_output", "tabulate"))
APPLIED = frozenset({"torch.autograd.Function.apply", "torch.autograd.function.Function.apply"})
FILLING = "typing.NamedTuple._make"
LISTED = frozenset(
    f"{module}.{name}" for module in _TORCH for name in ("children", "modules", "named_children", "named_modules")
)
EACH = frozenset(f"{module}.apply" for module in _TORCH)
_SETTERS = ("add_module", "register_module", "register_buffer", "register_parameter")
SETTING = frozenset(f"{module}.{name}" for module in _TORCH for name in _SETTERS)
FETCHING = frozenset(f"{module}.get_submodule" for module in _TORCH)
_RATED = ("LRScheduler", "_LRScheduler")
# what is called by names that begin so
WALKING = {
    "ast.NodeVisitor.visit": "visit_",
    "ast.NodeVisitor.generic_visit": "visit_",
    "ast.NodeTransformer.visit": "visit_",
    "ast.NodeTransformer.generic_visit": "visit_",
    "html.parser.HTMLParser.feed": "handle_",
    "cmd.Cmd.onecmd": "do_",
    "cmd.Cmd.cmdloop": "do_",
}
OPERATOR = "scipy.sparse.linalg.LinearOperator"
# what a linear operator calls in its stead
OPERATES = {
    **{f"{OPERATOR}.{name}": "_matvec" for name in ("matvec", "dot", "__call__")},
    f"{OPERATOR}.matmat": "_matmat",
    f"{OPERATOR}.rmatvec": "_rmatvec",
    **{
        f"scipy.stats.{kind}.{name}": f"_{name}"
        for kind in ("rv_continuous", "rv_discrete")
        for name in ("pdf", "logpdf", "pmf", "logpmf", "cdf", "logcdf", "sf", "isf", "ppf", "rvs", "stats", "entropy")
    },
}
# what a linear operator calls to be turned round; two of these are properties
FLIPPED = {
    **{f"{OPERATOR}.{name}": "_adjoint" for name in ("adjoint", "H")},
    **{f"{OPERATOR}.{name}": "_transpose" for name in ("transpose", "T")},
}
FLIPS = frozenset({f"{OPERATOR}.H", f"{OPERATOR}.T"})
# methods that classes of libraries have, and what these call in their stead
INSTEAD = {
    OPERATOR: {"__call__": "_matvec"},
    **{path: {"__repr__": "extra_repr"} for path in _TORCH},
}
_SET = frozenset("__le__ __lt__ __ge__ __gt__ __eq__ __and__ __or__ __sub__ __xor__ isdisjoint".split())
APPLYING = frozenset({"__matmul__", "__mul__"})  # to a vector; two operators make one
COMBINING = frozenset(f"__{name}__" for name in ("add", "sub", "rmul", "neg", "pow", "truediv"))
_IN_PLACE = frozenset({"__ior__", "__iand__", "__isub__", "__ixor__", "remove", "pop", "clear"})
# special methods that abstract collections and the like give, by those that a class has
MIXED = {
    f"{module}.{name}": names
    for module in ("collections.abc", "typing")
    for name, names in {
        "Iterator": frozenset({"__iter__"}), "Generator": frozenset({"__iter__", "__next__"}),
        "Mapping": frozenset({"__eq__", "__contains__"}), "MutableMapping": frozenset({"__eq__", "__contains__"}),
        "Set": _SET, "AbstractSet": _SET, "MutableSet": _SET | _IN_PLACE, "MutableSequence": frozenset({"__iadd__"}),
    }.items()
} | {ufuncs.MIXIN: frozenset(ufuncs.METHODS), OPERATOR: APPLYING | COMBINING}  # fmt: skip
_QUEUES = ("Queue", "LifoQueue", "PriorityQueue")
# methods that call these of the same object
TEMPLATES = {
    **dict.fromkeys(
        ("string.Formatter.format", "string.Formatter.vformat"),
        ("get_field", "get_value", "convert_field", "format_field", "check_unused_args"),
    ),
    **dict.fromkeys(("json.JSONEncoder.encode", "json.JSONEncoder.iterencode"), ("default",)),
    **dict.fromkeys([f"torch.optim.lr_scheduler.{n}.{m}" for n in _RATED for m in ("__init__", "step")], ("get_lr",)),
    "torch.distributions.Distribution.sample": ("rsample",),
    **{
        f"sklearn.base.{path}": names
        for path, names in {
            "TransformerMixin.fit_transform": ("fit", "transform"), "ClusterMixin.fit_predict": ("fit",),
            "ClassifierMixin.score": ("predict",), "RegressorMixin.score": ("predict",),
        }.items()
    },
    **{f"queue.{queue}.{m}": (f"_{m}", "_qsize") for queue in _QUEUES for m in ("put", "get")},
    "socketserver.BaseRequestHandler.__init__": ("setup", "handle", "finish"),
    "concurrent.futures.Executor.map": ("submit",),
    "logging.Formatter.format": ("formatMessage", "formatTime", "formatException"),
    "logging.Handler.handle": ("filter", "emit"),
    **{f"random.Random.{name}": ("random",) for name in ("uniform", "gauss", "choice", "sample", "shuffle", "randint")},
}
STEPPING = "scipy.integrate."  # before the names of solvers that are taken step by step
_SOLVERS = [f"{STEPPING}{name}" for name in ("OdeSolver", "RK23", "RK45", "DOP853", "Radau", "BDF", "LSODA")]
STEPS = {f"{path}.step" for path in _SOLVERS}
STARTS = {f"{path}.__init__" for path in _SOLVERS}
MOVES = {f"{path}._step_impl" for path in _SOLVERS}
CHAINED = "torch.nn.Sequential.forward"  # calls what it holds, one after the other
STACKS = ("contextlib.ExitStack", "contextlib.AsyncExitStack")
_STACKED = (
    "enter_context", "enter_async_context", "callback", "push_async_callback", "push", "push_async_exit", "pop_all",
    "close", "aclose", "__enter__", "__aenter__", "__exit__", "__aexit__",
)  # fmt: skip
FIELDWISE = "*fieldwise"  # a method of a record that goes through its fields; its name is what is given early
MADE = frozenset({"*managed", "*ordered", FIELDWISE, "*cached", "*mapped", "*traced", "mixed in"})
RECEIVED = frozenset({CHAINED, *[f"{stack}.{name}" for stack in STACKS for name in _STACKED]}).union(
    STEPS, STARTS, MOVES, MADE, OPERATES, FLIPPED, TEMPLATES, HOOKS, FLAX, APPLIED, EACH, LISTED, SPREAD, WALKING,
    SETTING, FETCHING, {FILLING},
)  # fmt: skip
ITEMS = frozenset({"__getitem__", "__setitem__", "__delitem__"})
_HOLDING = frozenset({"builtins.dict", "builtins.list", "collections.OrderedDict", "collections.defaultdict"})


def has_items(order: Iterable[object]) -> bool:
    """Whether objects of a class with these bases have methods for items from a container of Python."""
    return any(isinstance(base, External) and base.path in _HOLDING for base in order)
