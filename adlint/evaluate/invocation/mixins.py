"""What classes inherit from abstract collections (`collections.abc`), from `property`, and from NumPy's mixin of
operators: methods in terms of those that they write.
"""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Machine
from adlint.evaluate.values import External, Ref, Value
from adlint.models.ufuncs import ALONE, COMPARING, TURNED

_MODULE = "<collections.abc>"
_ROOTS = ("builtins.", "typing.", "collections.abc.", "collections.", "typing_extensions.", "numpy.lib.mixins.")
_TEXT = """
class Mapping:
    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default
    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True
    def keys(self):
        return KeysView(self)
    def items(self):
        return ItemsView(self)
    def values(self):
        return ValuesView(self)
    def __eq__(self, other):
        return dict(self.items()) == dict(other.items())

class MutableMapping(Mapping):
    def pop(self, key, *default):
        try:
            value = self[key]
        except KeyError:
            if not default:
                raise
            return default[0]
        del self[key]
        return value
    def clear(self):
        for key in list(self):
            del self[key]
    def update(self, other=(), **more):
        if hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key in more:
            self[key] = more[key]
    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

class KeysView:
    def __init__(self, mapping):
        self._mapping = mapping
    def __len__(self):
        return len(self._mapping)
    def __contains__(self, key):
        return key in self._mapping
    def __iter__(self):
        return iter([key for key in self._mapping])

class ItemsView(KeysView):
    def __contains__(self, item):
        return item[0] in self._mapping and self._mapping[item[0]] == item[1]
    def __iter__(self):
        return iter([(key, self._mapping[key]) for key in self._mapping])

class ValuesView(KeysView):
    def __contains__(self, value):
        return value in list(self)
    def __iter__(self):
        return iter([self._mapping[key] for key in self._mapping])

class Sequence:
    def __iter__(self):
        return iter([self[n] for n in range(len(self))])
    def __contains__(self, value):
        return value in list(self)
    def __reversed__(self):
        return reversed(list(self))
    def index(self, value):
        return list(self).index(value)
    def count(self, value):
        return list(self).count(value)

class MutableSequence(Sequence):
    def append(self, value):
        self.insert(len(self), value)
    def extend(self, values):
        for value in values:
            self.append(value)

class property:
    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget, self.fset, self.fdel = fget, fset, fdel
    def __get__(self, instance, owner=None):
        return self if instance is None else self.fget(instance)
    def setter(self, fset):
        return type(self)(self.fget, fset)
"""
# each operator asks `__array_ufunc__` for the ufunc that it is
_OPERATORS = "\n".join((
    "import numpy", "class NDArrayOperatorsMixin:",
    *(f"    def __{name}__(self, other):\n        return self.__array_ufunc__(numpy.{ufunc}, '__call__', self, other)"
      for name, ufunc in (COMPARING | TURNED).items()),
    *(f"    def __r{name}__(self, other):\n        return self.__array_ufunc__(numpy.{ufunc}, '__call__', other, self)"
      for name, ufunc in TURNED.items()),
    *(f"    def __{name}__(self):\n        return self.__array_ufunc__(numpy.{ufunc}, '__call__', self)"
      for name, ufunc in ALONE.items()),
))  # fmt: skip
_NAMES = ("Mapping", "MutableMapping", "KeysView", "ItemsView", "ValuesView", "Sequence", "MutableSequence",
          "NDArrayOperatorsMixin", "property")  # fmt: skip


def mixed(m: Machine, base: Value) -> Value:
    """An abstract collection as a class of which others can inherit methods; any other base as it is."""
    if not isinstance(base, External):
        return base
    root, name = base.path[: base.path.rfind(".") + 1], base.path.rpartition(".")[2]
    if name not in _NAMES or root not in _ROOTS:
        return base
    is_new = _MODULE not in m.modules
    found = of_text(m, _MODULE, _TEXT + _OPERATORS)
    for one in _NAMES if is_new else ():
        _behind(m, one)
    return found[name]


def _behind(m: Machine, name: str) -> None:
    """An instance of a class is one of the abstract collection, too."""
    cls = m.store[m.modules[_MODULE]].fields[name]
    assert isinstance(cls, Ref)
    found = m.store.mine(cls)
    path = "builtins.property" if name == "property" else f"collections.abc.{name}"
    found.order = (*found.order[:-1], External(path), found.order[-1])
