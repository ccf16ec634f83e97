"""What array libraries ask objects of the program for that are passed to their functions."""

from __future__ import annotations

from adlint.interpret.collections.containers import held, of_items
from adlint.interpret.collections.iteration import may_be_object
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.memory.atoms import ITEM, NUMBER, Class, Value, atoms, joined
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.classes import new_instance
from adlint.interpret.objects.dispatch import call_method
from adlint.interpret.views.described import External
from adlint.ir import Const

# solvers that apply the transpose of an operator, too
_TRANSPOSING = frozenset({"lsqr", "lsmr", "bicg", "qmr", "svds", "onenormest", "lsq_linear"})
_OF_PATHS = frozenset({"os", "pathlib", "shutil", "glob", "tempfile"})
_MAKING = frozenset({"asarray", "array", "asanyarray", "ascontiguousarray", "asfortranarray"})
_UFUNCS = frozenset(
    "absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_or bitwise_xor cbrt ceil"
    " conjugate copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1 fabs float_power floor"
    " floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot invert isfinite isinf isnan lcm ldexp"
    " left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or"
    " logical_xor matmul maximum minimum mod modf multiply negative nextafter not_equal positive power rad2deg"
    " radians reciprocal remainder right_shift rint sign signbit sin sinh spacing sqrt square subtract tan tanh"
    " true_divide trunc".split()
)


_NDARRAY = External("numpy.ndarray")
_ARRAYS = (_NDARRAY, External("torch.Tensor"))


def may_hold_objects(f: Frame, path: str, container: Object) -> bool:
    """Whether a container is one of objects that an array library looks at, too."""
    if not path.startswith(("numpy.", "torch.")):
        return False
    item = held(f, container)
    return item is not None and may_be_object(item)


def ask(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """The result of a function of an array library that leaves it to an object that it is given; None if it is left
    to none, or an object is only asked for an array.
    """
    package, _, rest = path.partition(".")
    inner = [held(f, value) for value in given.values if value.__class__ is Object and value.cls is None]
    for value in (*given.values, *[value for value in inner if value is not None]):
        if not may_be_object(value):
            continue
        if package == "numpy":
            found = _of_numpy(f, at, path, rest, value, given)
        elif package in _OF_PATHS:
            call_method(f, at, value, "__fspath__")
            found = None
        elif package == "scipy":
            call_method(f, at, value, "_matvec", NUMBER)
            if path.rpartition(".")[2] in _TRANSPOSING:
                call_method(f, at, value, "_rmatvec", NUMBER)
            found = None
        else:
            found = _of_others(f, at, package, path, value, given)
        if found is not None:
            return found
    return None


def viewed(f: Frame, at: int, given: Arguments) -> Value | None:
    """`array.view(cls)`, `tensor.as_subclass(cls)`: an object of a class of the program that is derived from arrays."""
    made = [
        new_instance(f, at, atom)
        for atom in (atoms(given.positional[0]) if given.positional else ())
        if isinstance(atom, Class) and any(base in atom.order for base in _ARRAYS)
    ]
    for one in made:
        call_method(f, at, one, "__array_finalize__", ITEM)
    return joined(made)


def _of_numpy(f: Frame, at: int, path: str, rest: str, value: Value, given: Arguments) -> Value | None:
    function = External(path)
    if rest in _UFUNCS:
        call = (function, Const("'__call__'", "__call__"), *given.positional)
        found = call_method(f, at, value, "__array_ufunc__", *call)
    else:
        found = None if rest in _MAKING else _left(f, at, value, "__array_function__", function, given)
    if found is None:
        call_method(f, at, value, "__array__")
    if found is None and rest not in _MAKING:
        arrays = [atom for atom in atoms(value) if isinstance(atom, Object) and atom.cls and _NDARRAY in atom.cls.order]
        found = joined(arrays)  # another one of the class
        for one in arrays:
            call_method(f, at, one, "__array_finalize__", one)
    return found


def _left(f: Frame, at: int, value: Value, name: str, function: External, given: Arguments) -> Value | None:
    """What the protocol gives that is told the function, the types, and all arguments."""
    args = of_items(f, "tuple", at, list(given.positional), None)
    options = f.task.new_object("dict", None, at, f.identity)
    options.fields = dict(given.keywords)
    return call_method(f, at, value, name, function, ITEM, args, options)


def _of_others(f: Frame, at: int, package: str, path: str, value: Value, given: Arguments) -> Value | None:
    if package == "torch":
        return _left(f, at, value, "__torch_function__", External(path), given)
    if package == "jax":
        call_method(f, at, value, "__jax_array__")
    return None
