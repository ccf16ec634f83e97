"""What library functions run of the objects that they are handed: special methods, by the function that asks for them.

Source: the reference manual of Python 3, "Special method names". A function that is not named here may ask for any.
"""

from __future__ import annotations

from adlint.models.storage import CONTAINER_READS, DICT_WRITES, LIST_WRITES, MAKES_CLASSES, SET_WRITES, TEXT_METHODS


def _named(names: str) -> frozenset[str]:
    return frozenset(f"__{name}__" for name in names.split())


TEXT = _named("str repr format")
TRUTH = _named("bool len")
KEYS = _named("hash eq")
MEMBERS = _named("contains iter getitem")
INDEX = KEYS | _named("index")
SPREAD = _named("len length_hint")  # before items are gone through, to know how many there may be
ITEMS = _named("iter next getitem reversed") | SPREAD
ARRAYS = _named("array_ufunc array")  # where an array is the other operand
IN_ARRAYS = _named("float int complex bool index array len getitem")  # as an element of an array, or several of them
COMPARING = _named("lt gt le ge eq ne")
_NUMBER = _named("float int index complex trunc bool len abs round divmod rdivmod pow rpow bytes hash floor ceil")
_COPIES = _named("copy deepcopy reduce reduce_ex getstate setstate getnewargs")
_CALL = _named("call")
_MAKING = _named("set_name init_subclass prepare")  # of a class
_NOTHING: frozenset[str] = frozenset()

_ASKED: dict[str, frozenset[str]] = {
    **dict.fromkeys("hasattr callable id type getattr setattr delattr super vars object slice".split(), _NOTHING),
    **dict.fromkeys("str print repr format ascii".split(), TEXT),
    **dict.fromkeys("float int complex bool abs round divmod pow hash bytes bytearray memoryview hex oct bin range chr".split(), _NUMBER),
    **dict.fromkeys("list tuple enumerate zip iter next reversed".split(), ITEMS | _CALL),
    **dict.fromkeys("sorted min max map filter".split(), ITEMS | COMPARING | _CALL | TRUTH),
    **dict.fromkeys("any all".split(), ITEMS | TRUTH),
    **dict.fromkeys("set frozenset dict".split(), ITEMS | KEYS | {"keys"}),
    "len": _named("len"),
    "sum": ITEMS | _named("add radd"),
    "dir": _named("dir"),
    "isinstance": _named("instancecheck"),
    "issubclass": _named("subclasscheck"),
}  # fmt: skip
# of builtins, what calls functions that it is given
_CALLING = frozenset("sorted min max map filter iter".split())
# what surely calls what it is given, functions of libraries too
ITEMWISE = frozenset({"builtins.map", "itertools.starmap"})  # what gives, one by one, what the function gives that it calls
_MAPPING = ITEMWISE | {"functools.reduce"}
# functions that only keep, name or compare what they are given
KEEPING = (
    "typing.", "abc.", "weakref.ref", "weakref.proxy", "dataclasses.fields", "dataclasses.is_dataclass", "inspect.is",
    "dataclasses.dataclass", "functools.total_ordering", "enum.unique", "attr.s", "attr.define", "attrs.define",
    "attrs.frozen", "chex.dataclass", "flax.struct.dataclass", "jax.tree_util.register_", "types.SimpleNamespace",
    "functools.wraps", "functools.update_wrapper",
)  # fmt: skip
_METHODS = LIST_WRITES | DICT_WRITES | SET_WRITES | CONTAINER_READS | TEXT_METHODS
# what methods of containers and texts ask of what they are given
_ASKED_OF_GIVEN = {
    **dict.fromkeys("index count remove get setdefault pop add discard".split(), KEYS),
    **dict.fromkeys("extend extendleft update join writelines".split(), ITEMS),
    **dict.fromkeys("sort format".split(), TEXT | COMPARING | _CALL),
}
# and of what they hold
_ASKED_OF_ITEMS = {"sort": COMPARING, **dict.fromkeys("index count remove add discard".split(), KEYS)}
# what scikit-learn asks of an estimator where it checks that or its data: sklearn/utils/validation.py, sklearn/base.py
_OF_CHECKED = _named("sklearn_is_fitted sklearn_tags") | {"_more_tags", "_get_tags"}
CHECKS = frozenset(
    [f"sklearn.utils.validation.{name}" for name in "check_is_fitted validate_data _check_n_features _check_feature_names".split()]
    + [f"sklearn.base.BaseEstimator.{name}" for name in "_validate_data _check_n_features _check_feature_names".split()]
)
# special methods that only the interpreter runs, where a program says so
_OWN = _named(
    "init new init_subclass class_getitem set_name getattr getattribute setattr delattr del enter exit post_init prepare"
    " instancecheck subclasshook subclasscheck slots dir sizeof str repr format"
)
# methods of a layer of PyTorch that the methods that it inherits call
_OF_MODULES = frozenset(
    "train eval parameters named_parameters children named_children modules named_modules buffers named_buffers state_dict"
    " load_state_dict to apply _apply _load_from_state_dict _save_to_state_dict extra_repr register_buffer register_parameter"
    " add_module get_extra_state set_extra_state".split()
)


def asked_by(path: str) -> frozenset[str] | None:
    """The special methods that a function may run of what it is handed; None if it may be any, and may call functions.

    Methods of objects of which nothing is known are written `.name`.
    """
    library, _, last = path.rpartition(".")
    if library == "builtins":
        return _ASKED.get(last, _NOTHING if last[:1].isupper() else ITEMS)
    if path.startswith(KEEPING):
        return _NOTHING
    if path in MAKES_CLASSES:
        return _MAKING
    if path in CHECKS:
        return _OF_CHECKED
    if path.startswith(("copy.", "pickle.")):
        return _COPIES
    if path.startswith(("logging.", "warnings.")):
        return TEXT
    if not library and last in _METHODS:
        return _ASKED_OF_GIVEN.get(last, _NOTHING)
    return _CALL if not library else None


def of_items(method: str) -> frozenset[str]:
    """The special methods that a method of a container runs of what that holds."""
    return _ASKED_OF_ITEMS.get(method, _NOTHING)


def calls_functions(path: str) -> bool:
    """Whether a function may call functions that it is given themselves, if it may run anything of them."""
    library, _, last = path.rpartition(".")
    if library == "builtins":
        return last in _CALLING
    return asked_by(path) is None or (not library and (last == "sort" or last not in _METHODS))


def maps(path: str) -> bool:
    """Whether a function surely calls the function that it is given, whoever wrote that."""
    return path in _MAPPING


def calls_later(path: str) -> bool:
    """Whether what a class makes holds what it is given, and calls it not before it is called itself."""
    return path.startswith("torch.nn.") and path.rpartition(".")[2][:1].isupper()


def is_asked(name: str, asked: frozenset[str] | None) -> bool:
    """Whether a method is one of those that are asked for; `forward` of a layer is what calling it runs."""
    if asked is not None:
        return name in asked
    return (name == "forward") or (name.startswith("__") and name.endswith("__") and name not in _OWN)


# functions of NumPy that run the methods of their own names of objects: those with a loop of type `P` in
# numpy/_core/code_generators/generate_umath.py (NumPy 2)
_BY_NAME = frozenset(
    "conjugate sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh"
    " arctanh degrees radians deg2rad rad2deg rint trunc floor ceil fabs arctan2 hypot logical_and logical_or logical_not".split()
)


def runs_by_name(path: str, name: str) -> bool:
    """Whether a function runs the method of its own name of an object that it is given."""
    return name in _BY_NAME and path == f"numpy.{name}"


# methods that nothing but axes of a figure have: https://matplotlib.org/stable/api/axes_api.html
AXES = frozenset(
    "set_xlabel set_ylabel set_zlabel set_xlim set_ylim set_zlim set_xticks set_yticks set_xticklabels set_yticklabels set_xscale"
    " set_yscale axhline axvline axhspan axvspan axline twinx twiny tick_params fill_between fill_betweenx pcolormesh contourf"
    " set_axis_off set_axis_on invert_xaxis invert_yaxis get_legend_handles_labels add_collection add_patch add_artist"
    " get_xlim get_ylim set_aspect autoscale_view relim get_xticklabels get_yticklabels set_prop_cycle".split()
)
# methods that nothing but what reads the command line has: https://docs.python.org/3/library/argparse.html
PARSERS = frozenset("add_argument add_argument_group add_mutually_exclusive_group add_subparsers parse_known_args".split())
# methods of a layer of PyTorch that say how it is used from then on, and those that it has beside them
MODES = frozenset({"eval", "train"})
OF_LAYERS = _OF_MODULES | {"zero_grad", "cuda", "cpu", "requires_grad_", "__call__"}
# classes of tests, whose assertions run none of the tests
_OF_TESTS = ("unittest.", "absl.testing.", "tensorflow.test.", "numpy.testing.", "testtools.", "django.test.")


def runs_inherited(base: str, name: str) -> bool:
    """Whether methods that a class inherits from a library's class may run its own method of that name."""
    if name in _OWN or base.startswith(_OF_TESTS):
        return False
    return name in _OF_MODULES if base.startswith(("torch.nn.", "flax.", "haiku.", "equinox.")) else True


def is_plain(base: str) -> bool:
    """Whether no method that is inherited from a class runs one of the class that inherits it."""
    return base == "equinox.Module" or base.startswith(("builtins.", "typing.", "typing_extensions.", "abc.", "enum.", "dataclasses.", "mpi4py."))


def _first(library: str, names: str, *positions: int) -> dict[str, tuple[int, ...]]:
    return {f"{library}.{name}": positions or (0,) for name in names.split()}


# arguments that functions call, by position
_CALLED = {
    **_first("builtins", "map filter"),
    **_first("functools", "reduce"),
    **_first("itertools", "starmap takewhile dropwhile filterfalse"),
    **_first("itertools", "accumulate groupby", 1),
    **_first("numpy", "apply_along_axis apply_over_axes fromfunction"),
    **_first("jax.numpy", "apply_along_axis apply_over_axes fromfunction"),
    **_first("scipy.integrate", "quad dblquad tplquad nquad quad_vec fixed_quad quadrature solve_ivp odeint"),
    **_first("scipy.integrate", "solve_bvp", 0, 1),
    **_first(
        "scipy.optimize",
        "minimize minimize_scalar root root_scalar fsolve brentq brenth bisect ridder newton toms748 fixed_point bracket"
        " least_squares leastsq curve_fit differential_evolution basinhopping dual_annealing shgo direct brute brent fmin"
        " fmin_bfgs fmin_cg fmin_l_bfgs_b fmin_powell fmin_slsqp fmin_tnc fmin_ncg fmin_cobyla fminbound golden"
        " approx_fprime check_grad newton_krylov broyden1 broyden2 anderson",
    ),
    **_first("scipy.ndimage", "generic_filter generic_filter1d geometric_transform", 1),
    **_first("jax", "vjp jvp linearize pure_callback eval_shape"),
    **_first("jax.lax", "scan map associative_scan custom_root"),
    **_first("jax.lax", "cond", 1, 2),
    **_first("jax.lax", "while_loop", 0, 1),
    **_first("jax.lax", "fori_loop", 2),
    **_first("jax.debug", "callback"),
    **_first("jax.experimental", "io_callback"),
    **_first("jax.tree", "map reduce map_with_path"),
    **_first("jax.tree_util", "tree_map tree_reduce tree_map_with_path"),
    **_first("torch.func", "functional_call vjp jvp linearize"),
    **_first("torch.autograd.functional", "jacobian hessian vjp jvp vhp hvp"),
    **_first("autograd", "make_vjp make_jvp"),
}
# keywords by which functions of any library are given what they call
_CALLED_BY_NAME = frozenset(
    "callback fun func function default_factory jac hess matvec rmatvec collate_fn object_hook closure".split()
)
_ORDERING = frozenset({"builtins", "heapq", "bisect", "itertools"})  # those of which `key` is a function


def called_positions(path: str) -> tuple[int, ...]:
    """The positions of the arguments that a function calls; those that it may call besides are not named."""
    return _CALLED.get(path, ())


def calls_keyword(path: str, name: str) -> bool:
    """Whether a function calls what it is given by that keyword, if that is a function."""
    library, _, last = path.rpartition(".")
    if name == "key":
        return library in _ORDERING or (library, last) == ("", "sort")
    return name in _CALLED_BY_NAME
