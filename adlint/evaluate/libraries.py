"""What an evaluation asks of a library, and what it takes for an answer from one that does not say."""

from __future__ import annotations

import builtins
from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from adlint.evaluate.values import External, Ref, Transformed, Unknown, Value
from adlint.trace import Array

if TYPE_CHECKING:
    from adlint.evaluate.machine import Given, Machine

NO_MODEL = Unknown("there is no model of it")  # what a library answers that does not know
Entered = tuple[Value, Callable[[], None] | None]  # what entering a context manager gives, and what leaving it does


class Library:
    """A library that is not evaluated from its text, under the name that a program imports it by. One that `is_read`
    is, but for what it knows.
    """

    is_read = False
    of_shapes: frozenset[str] = frozenset()  # methods that its shapes have beside those of a tuple

    def prepare(self, m: Machine, dtypes: frozenset[str]) -> None:
        """An evaluation begins, of a call with arrays of these dtypes."""

    def knows(self, path: str) -> bool:
        """Whether models stand for a function, class or module, so that its text is not read."""
        return False

    def has(self, path: str) -> bool:
        """Whether `from ... import *` brings a name, by its full path: any that is no builtin, unless that is known."""
        return not hasattr(builtins, path.rpartition(".")[2])

    def constant(self, path: str) -> Value:
        """The value of a name that is a plain constant; None if it is none."""
        return None

    def state(self, m: Machine, path: str) -> Value:
        """The value of a name that stands for a setting of the run; None if it stands for none that is known."""
        return None

    def attributes(self, path: str) -> frozenset[str] | None:
        """The names of the attributes of something by its full path; None if they are not known."""
        return None

    def contains(self, m: Machine, path: str, value: Value) -> bool | None:
        """Whether something is in a thing of the library, by its full path; None if that is not known."""
        return None

    def equal(self, m: Machine, left: Ref, right: Ref) -> bool | None:
        """Whether two things of a class of the library, each with an identity, are equal; None if that is not known."""
        return left == right

    def function(self, m: Machine, path: str, given: Given) -> Value:
        """The result of a call of a function; NO_MODEL if there is no model of it."""
        return NO_MODEL

    def indexed(self, m: Machine, path: str, index: Value) -> Value:
        """`name[index]` of something of the library; mostly a class with type parameters."""
        return External(path)

    def item_of(self, m: Machine, base: Value, index: Value) -> Value:
        """`base[index]` of something that is no container of Python's; NO_MODEL if it is none of the library's."""
        return NO_MODEL

    def called_on(self, m: Machine, base: Value, name: str, given: Given) -> Value:
        """`base.name(...)` of something that is no array; NO_MODEL if it is nothing of the library's."""
        return NO_MODEL

    def subclassed(self, m: Machine, path: str, cls: Ref) -> None:
        """A class of the program inherits from the class `path`."""

    def entered(self, m: Machine, manager: Value) -> Entered | None:
        """What `with manager` does; None if it is no context manager of the library."""
        return None

    def transformed(self, m: Machine, callee: Transformed, given: Given) -> Value:
        """A call of what a transformation of the library made of a function."""
        return NO_MODEL

    def transformed_method(self, m: Machine, base: Transformed, name: str, given: Given) -> Value:
        """A method of what a transformation of the library made of a function."""
        return NO_MODEL


class ArrayLibrary(Library):
    """A library with arrays of its own. Of arrays of several libraries in one operation, the one of the highest `rank`
    takes the others for its own. If an array `has_identity`, it is a key of sets and dicts as itself.
    """

    rank = 0
    has_identity = False

    @abstractmethod
    def binary(self, m: Machine, operator: str, left: Value, right: Value) -> Value:
        """`left operator right`, comparisons and in-place operators too."""

    @abstractmethod
    def unary(self, m: Machine, operator: str, value: Array) -> Value:
        """`operator value`; `abs` is one of them."""

    @abstractmethod
    def item(self, m: Machine, array: Array, index: Value) -> Value:
        """`array[index]`."""

    @abstractmethod
    def set_item(self, m: Machine, array: Array, index: Value, value: Value) -> None:
        """`array[index] = value`."""

    @abstractmethod
    def attribute(self, m: Machine, array: Array, name: str) -> Value:
        """`array.name`."""

    def set_attribute(self, m: Machine, array: Array, name: str, value: Value) -> None:
        """`array.name = value`."""
        m.notes.setdefault(f"an attribute `{name}` is set on an array", None)

    @abstractmethod
    def method(self, m: Machine, array: Array, name: str, given: Given) -> Value:
        """`array.name(...)`."""

    @abstractmethod
    def to_python(self, m: Machine, array: Array, name: str) -> Value:
        """`float(array)`, `int(array)` and their kin, by the name of the builtin."""

    @abstractmethod
    def types(self, array: Array) -> frozenset[str]:
        """The classes that an array is an instance of, by their paths."""

    @abstractmethod
    def mathematical(self, m: Machine, name: str, values: tuple[Value, ...]) -> Value:
        """A function of `math` of arrays without dimensions."""

    def bound(self, m: Machine, variable: str, array: Array) -> None:
        """A variable or attribute is bound to an array."""

    def stands_for(
        self, m: Machine, name: str, operands: tuple[Array, ...], results: tuple[Array, ...], saved: tuple[Array, ...]
    ) -> None:
        """A function that cannot be read makes results, and keeps some arrays for the reverse sweep."""
        m.emit(name, operands, *results, saved=tuple((*operands, *results).index(one) for one in saved))

    def known_truth(self, m: Machine, array: Array) -> bool | None:
        """Whether an array of one element counts as true; None if that is data."""
        return None

    def begins_with(self, m: Machine, array: Array) -> bool:
        """An array was made before the trace begins: whether derivatives run through it, as the program has it."""
        return False
