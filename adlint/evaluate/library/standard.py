"""The parts of the standard library that numerical programs use."""

from __future__ import annotations

import cmath
import functools
import inspect
import itertools
import math
import sys
import types
import typing
from collections.abc import Callable
from itertools import pairwise
from itertools import product as all_pairs
from typing import Any

from adlint.evaluate.errors import Raised
from adlint.evaluate.flow.managers import GENERATED
from adlint.evaluate.invocation.caching import caching
from adlint.evaluate.library import (
    builtin,
    chance,
    commandline,
    data,
    dataclass,
    expressions,
    hints,
    inspecting,
    ordering,
    queues,
    stacking,
)
from adlint.evaluate.library.collecting import listed
from adlint.evaluate.library.plain import Function, Plain
from adlint.evaluate.library.types import REFERENT
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import MISSING, lookup
from adlint.evaluate.operation.containers import item, plain_slice
from adlint.evaluate.operation.iteration import ENDLESS
from adlint.evaluate.operation.operators import binary
from adlint.evaluate.values import (
    Descriptor,
    External,
    Named,
    Number,
    Partial,
    Range,
    Ref,
    Slice,
    Unknown,
    Value,
)
from adlint.ir.operators import ARITHMETIC, COMPARED
from adlint.symbolic import Polynomial
from adlint.trace import Array


def _numeric(function: Callable[..., Any], kind: str, name: str) -> Function:
    def found(m: Machine, given: Given) -> Value:
        values = given.positional
        if all(isinstance(one, bool | int | float | complex) for one in values):
            try:
                return function(*values)  # type: ignore[no-any-return]
            except (ArithmeticError, ValueError, TypeError) as error:
                raise Raised(type(error).__name__, str(error)) from error
        array = next((one for one in values if isinstance(one, Array)), None)
        if array is not None:
            return m.library_of(array).mathematical(m, name, values)
        if name == "prod":
            return _product(m, given)
        if name in ("ceil", "floor", "trunc") and isinstance(values[0], Polynomial):
            return values[0]
        return m.fresh("an integer that depends on data") if kind == "int" else Number(kind)

    return found


def _product(m: Machine, given: Given) -> Value:
    result: Value = 1
    for one in listed(m, given.positional[0]):
        result = binary(m, "*", result, one)
    return result


_INTEGERS = ("ceil", "floor", "trunc", "factorial", "comb", "perm", "gcd", "lcm", "isqrt")
_BOOLEANS = ("isnan", "isinf", "isfinite", "isclose")
_MATH: dict[str, Function] = {
    f"math.{name}": _numeric(
        one, "int" if name in _INTEGERS else "bool" if name in _BOOLEANS else "float", name
    )
    for name, one in vars(math).items()
    if callable(one) and not name.startswith("_")
} | {
    f"cmath.{name}": _numeric(one, "complex", name)
    for name, one in vars(cmath).items()
    if callable(one) and not name.startswith("_")
}  # fmt: skip


def _partial(m: Machine, given: Given) -> Value:
    function, *positional = given.positional
    return Partial(function, tuple(positional), tuple(given.keywords.items()))


def _reduce(m: Machine, given: Given) -> Value:
    function, *rest = given.positional
    held = listed(m, rest[0])
    values = [*rest[1:2], *held]
    if not values:
        raise Raised("TypeError", "reduce() of empty iterable with no initial value")
    result = values[0]
    for one in values[1:]:
        result = m.call(function, result, one)
    return result


def _wraps(m: Machine, given: Given) -> Value:
    return Partial(External("functools.<wrapped>"), given.positional[:1], ())


def _wrapped(m: Machine, given: Given) -> Value:
    """A function under the name of the one that it wraps."""
    inner, wrapper = given.positional
    if isinstance(wrapper, Ref) and m.store[wrapper].kind == "function":
        fields = m.store.mine(wrapper).fields
        fields["__wrapped__"] = inner
        for name in ("__name__", "__qualname__", "__module__"):
            found = lookup(m, inner, name)
            if isinstance(found, str):
                fields[name] = found
    return wrapper


def _decorator(m: Machine, given: Given) -> Value:
    return External("functools.<as it is>")


def _as_it_is(m: Machine, given: Given) -> Value:
    return given.positional[0] if given.positional else None


def _cached(m: Machine, given: Given) -> Value:
    most = given.at(0, "maxsize", 128)
    if most is None or isinstance(most, int):
        return Partial(External("functools.<caching>"), (most,), ())
    return _caching(m, Given((128, most)))


def _caching(m: Machine, given: Given) -> Value:
    most, function = given.positional
    is_function = isinstance(function, Ref) and m.store[function].kind == "function"
    return caching(m, function, most) if is_function else function  # type: ignore[arg-type]


def _chain(m: Machine, given: Given) -> Value:
    held = [one for part in given.positional for one in listed(m, part)]
    return m.store.new("iterator", items=held)


def _chained(m: Machine, given: Given) -> Value:
    held = [one for part in listed(m, given.positional[0]) for one in listed(m, part)]
    return m.store.new("iterator", items=held)


def _pairs(m: Machine, given: Given) -> Value:
    columns = [listed(m, part) for part in given.positional] * (given.keywords.get("repeat") or 1)  # type: ignore[operator]
    return m.store.new("iterator", items=list(all_pairs(*columns)))


def _count(m: Machine, given: Given) -> Value:
    start = given.at(0, "start", 0)
    return Range(start, ENDLESS, 1) if isinstance(start, int) else Unknown("an endless count")


def _accumulate(m: Machine, given: Given) -> Value:
    held = listed(m, given.positional[0])
    function = given.at(1, "func")
    found: list[Value] = []
    for one in held:
        last = found[-1] if found else None
        added = one if not found else binary(m, "+", last, one) if function is None else m.call(function, last, one)
        found.append(added)
    return m.store.new("iterator", items=found)


def _repeat(m: Machine, given: Given) -> Value:
    times = given.at(1, "times")
    return m.store.new("iterator", items=[given.positional[0]] * times) if isinstance(times, int) else Unknown(
        "an endless repetition"
    )


def _starmap(m: Machine, given: Given) -> Value:
    function, rows = given.positional
    return m.store.new("iterator", items=[m.call(function, *listed(m, row)) for row in listed(m, rows)])


def _pairwise(m: Machine, given: Given) -> Value:
    held = listed(m, given.positional[0])
    return m.store.new("iterator", items=list(pairwise(held)))


def _islice(m: Machine, given: Given) -> Value:
    held = listed(m, given.positional[0])
    ends = given.positional[1:]
    start, stop = (None, ends[0]) if len(ends) == 1 else ends[:2]
    part = plain_slice(Slice(start, stop, ends[2] if len(ends) > 2 else None))
    if part is None:
        return m.say_unknown("a part of an iterator that is not known", given.positional[:1])
    return m.store.new("iterator", items=held[part])


def _operator(operator: str) -> Function:
    def found(m: Machine, given: Given) -> Value:
        return binary(m, operator, *given.positional)

    return found


def _default_dict(m: Machine, given: Given) -> Value:
    factory = given.positional[0] if given.positional else None
    return m.store.new("dict", cls=factory)


def _counter(m: Machine, given: Given) -> Value:
    """`collections.Counter`: how often each of some items is there, or as a mapping says; else none."""
    fields: dict[Value, Value] = {}
    source = given.at(0, "iterable")
    if isinstance(source, Ref) and m.store[source].kind == "dict":
        fields = dict(m.store[source].fields)
    elif source is not None:
        for one in listed(m, source):
            fields[one] = binary(m, "+", fields.get(one, 0), 1)
    return m.store.new("dict", fields=fields, cls=External("builtins.int"))


def _copied(m: Machine, given: Given) -> Value:
    return _deep(m, given.positional[0], {}, deep=False)


def _deep_copied(m: Machine, given: Given) -> Value:
    return _deep(m, given.positional[0], {}, deep=True)


def _deep(m: Machine, value: Value, made: dict[Ref, Ref], *, deep: bool) -> Value:
    if isinstance(value, tuple) and deep:
        return tuple(_deep(m, one, made, deep=True) for one in value)
    if isinstance(value, Array) and deep:
        return m.library_of(value).method(m, value, "__deepcopy__", Given())
    if not isinstance(value, Ref) or m.store[value].kind in ("function", "class", "module"):
        return value
    if value in made:
        return made[value]
    found = m.store[value]
    ref = made[value] = m.store.new(found.kind, cls=found.cls, code=found.code, order=found.order)
    target = m.store[ref]
    target.items = [_deep(m, one, made, deep=True) if deep else one for one in found.items]
    target.fields = {key: _deep(m, one, made, deep=True) if deep else one for key, one in found.fields.items()}
    return ref


def _typing(m: Machine, given: Given) -> Value:
    return External("typing.Any")


def _cached_property(m: Machine, given: Given) -> Value:
    return Descriptor("cached_property", given.positional)


def _context_manager(m: Machine, given: Given) -> Value:
    return Descriptor("method", (Partial(External("contextlib.<put off>"), given.positional, ()),))


def _put_off(m: Machine, given: Given) -> Value:
    return Partial(GENERATED, given.positional, tuple(given.keywords.items()))


def _nothing(m: Machine, given: Given) -> Value:
    return given.positional[0] if given.positional else None


def _from_environment(m: Machine, given: Given) -> Value:
    """The default of a variable of the environment, which is taken to set nothing."""
    m.notes.setdefault("the environment is taken to set nothing that is asked for", None)
    return given.at(1, "default")


def _specification(m: Machine, given: Given) -> Value:
    """Where a module is; None if there is none."""
    name = given.at(0, "name")
    is_there = isinstance(name, str) and (m.library(name) is not None or m.load(name) is not None)
    return External("importlib.machinery.ModuleSpec") if is_there else None


def _globals(m: Machine, given: Given) -> Value:
    return m.store.attributes(m.modules[m.stack[-1].module]) if m.stack else m.store.new("dict")


def _namespace(m: Machine, given: Given) -> Value:
    return m.store.new("instance", cls=External("types.SimpleNamespace"), fields=dict(given.keywords))


def _new_dict(m: Machine, given: Given) -> Value:
    return m.store.new("dict")


def _attribute_getter(m: Machine, given: Given) -> Value:
    return Partial(External("operator.<get attributes>"), given.positional, ())


def _got_attributes(m: Machine, given: Given) -> Value:
    *names, base = given.positional
    found = tuple(lookup(m, base, name) for name in names if isinstance(name, str))
    if MISSING in found:
        raise Raised("AttributeError", "there is no such attribute")
    return found[0] if len(found) == 1 else found


def _item_getter(m: Machine, given: Given) -> Value:
    return Partial(External("operator.<get items>"), given.positional, ())


def _got_items(m: Machine, given: Given) -> Value:
    *keys, base = given.positional
    found = tuple(item(m, base, key) for key in keys)
    return found[0] if len(found) == 1 else found


_FUNCTIONAL: dict[str, Function] = {
    "functools.partial": _partial, "functools.reduce": _reduce, "functools.wraps": _wraps,
    "functools.<wrapped>": _wrapped,
    "functools.<as it is>": _as_it_is, "functools.lru_cache": _cached,
    "functools.cache": lambda m, given: _caching(m, Given((None, *given.values))), "functools.<caching>": _caching,
    "functools.update_wrapper": _as_it_is, "functools.cached_property": _cached_property,
    "functools.partialmethod": _partial, "itertools.chain": _chain, "itertools.chain.from_iterable": _chained,
    "itertools.product": _pairs, "itertools.count": _count, "itertools.accumulate": _accumulate,
    "itertools.repeat": _repeat, "itertools.starmap": _starmap, "itertools.pairwise": _pairwise,
    "itertools.islice": _islice, "operator.index": _as_it_is,
    "operator.itemgetter": _item_getter, "operator.<get items>": _got_items,
    "operator.attrgetter": _attribute_getter, "operator.<get attributes>": _got_attributes,
    **{f"operator.{name}": _operator(symbol) for symbol, name in (ARITHMETIC | COMPARED).items()},
    "operator.and_": _operator("&"), "operator.or_": _operator("|"),
}  # fmt: skip

_DATA: dict[str, Function] = {
    "collections.OrderedDict": lambda m, given: m.call(External("builtins.dict"), *given.positional, **given.keywords),
    "collections.defaultdict": _default_dict, "collections.Counter": _counter,
    "copy.copy": _copied, "copy.deepcopy": _deep_copied, "abc.abstractmethod": _nothing,
    "contextlib.contextmanager": _context_manager, "contextlib.<put off>": _put_off, "contextlib.nullcontext": _nothing,
    "warnings.warn": lambda m, given: None, "warnings.deprecated": _decorator, "logging.getLogger": _typing,
    "weakref.ref": lambda m, given: Partial(REFERENT, given.positional[:1], ()), REFERENT.path: _as_it_is,
    "os.getenv": _from_environment, "os.environ.get": _from_environment,
    "importlib.util.find_spec": _specification, "types.MappingProxyType": _nothing,
    "types.SimpleNamespace": _namespace, "threading.local": _namespace, "builtins.globals": _globals,
    "weakref.WeakKeyDictionary": _new_dict, "weakref.WeakValueDictionary": _new_dict, "types.FunctionType": _nothing,
    "pprint.pformat": lambda m, given: m.call(External("builtins.repr"), *given.positional[:1]),
    "weakref.WeakSet": lambda m, given: m.store.new("set"),
}  # fmt: skip

_CONSTANTS: dict[str, Value] = {
    "sys.version_info": Named(("major", "minor", "micro", "releaselevel", "serial"), tuple(sys.version_info)),
    "math.pi": math.pi, "math.e": math.e, "math.inf": math.inf, "math.nan": math.nan, "math.tau": math.tau,
    "typing.TYPE_CHECKING": False, "sys.maxsize": (1 << 63) - 1, "string.ascii_letters": "",
}  # fmt: skip

_ALL = {
    **data.FUNCTIONS, **dataclass.FUNCTIONS, **expressions.FUNCTIONS, **hints.FUNCTIONS, **builtin.FUNCTIONS,
    **inspecting.FUNCTIONS, **ordering.FUNCTIONS, **commandline.FUNCTIONS, **stacking.FUNCTIONS, **queues.FUNCTIONS,
    **_MATH, **_FUNCTIONAL, **_DATA, **chance.FUNCTIONS,
}  # fmt: skip
ROOTS = ("builtins", "math", "cmath", "functools", "itertools", "operator", "collections", "copy", "typing", "abc",
         "contextlib", "dataclasses", "enum", "inspect", "types", "numbers", "typing_extensions", "heapq",
         "bisect")  # fmt: skip
# what has to do with the outside, and with texts
OUTSIDE = frozenset(
    "argparse copyreg csv datetime gc getpass glob gzip hashlib importlib io json logging matplotlib os pathlib"
    " pickle pprint platform random re shutil signal socket string struct subprocess sys tempfile threading time tqdm"
    " traceback uuid warnings weakref".split()
)


# the modules of which it is asked what is there
_MODULES = {one.__name__: one for one in (functools, inspect, itertools, types, typing)}


def _library(root: str) -> Plain:
    functions = {path: function for path, function in _ALL.items() if path.partition(".")[0] == root}
    constants = {path: value for path, value in _CONSTANTS.items() if path.partition(".")[0] == root}
    names = frozenset(dir(_MODULES[root])) if root in _MODULES else None
    return Plain(root, functions, constants, data.HOOKS.get(root), root in OUTSIDE, names)


STANDARD: dict[str, Plain] = {root: _library(root) for root in (*ROOTS, *sorted(OUTSIDE))}
