"""Values. What Python knows for certain is itself: None, numbers, texts, tuples of values; sizes may be symbolic."""

from __future__ import annotations

from types import EllipsisType
from typing import Any, Self, TypeAlias

from msgspec import Struct

from adlint.symbolic import Polynomial
from adlint.trace import Array, Site


class Unknown(Struct, frozen=True, gc=False):
    """Something that is not known, with the operation where that began and the reason."""

    reason: str
    site: Site | None = None


class Number(Struct, frozen=True, gc=False):
    """A Python number of unknown value; `kind` is `bool`, `float` or `complex`. Unknown integers are symbols. `by_size`
    says that symbolic sizes decide it, and not data.
    """

    kind: str
    by_size: bool = False


class Ref(Struct, frozen=True, gc=False):
    """Something with an identity: a list, an instance, a function, a class. What it holds is in the store."""

    address: int


class External(Struct, frozen=True, gc=False):
    """A function, class or module that is not evaluated, by its full path; builtins are `builtins.len`."""

    path: str


class Bound(Struct, frozen=True, gc=False):
    """A method with the object that it was looked up on."""

    function: Value
    receiver: Value


class Member(Struct, frozen=True, gc=False):
    """A method of something that is not in the store (an array, a list, a text), by name."""

    base: Value
    name: str


class Partial(Struct, frozen=True, gc=False):
    """A function with some arguments already given."""

    function: Value
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


class Transformed(Struct, frozen=True, gc=False):
    """What a transformation of a library makes of a function: `jax.jit`, `jax.vmap`, `jax.checkpoint`."""

    transform: str
    function: Value
    options: tuple[tuple[str, Value], ...] = ()

    def option(self, name: str, default: Value = None) -> Value:
        """What was said of an option."""
        return next((value for key, value in self.options if key == name), default)


class Descriptor(Struct, frozen=True, gc=False):
    """A property, static method or class method; `kind` is its builtin name. A property has several functions."""

    kind: str
    functions: tuple[Value, ...]


class Super(Struct, frozen=True, gc=False):
    """`super()`: lookups on `receiver` behind the class `after` in the order of its bases."""

    after: Ref
    receiver: Value


class Slice(Struct, frozen=True, gc=False):
    """A slice of an index."""

    start: Value
    stop: Value
    step: Value


class Range(Struct, frozen=True, gc=False):
    """`range(start, stop, step)`, with symbolic ends perhaps."""

    start: int | Polynomial
    stop: int | Polynomial
    step: int


class Many(Struct, frozen=True, gc=False):
    """As many items of a list as a loop has turns: `value` is what one turn appended."""

    value: Value
    times: Polynomial | int


class Named(tuple[Any, ...]):  # noqa: SLOT001 -- a tuple has no slots to add to
    """A tuple whose items have names, too: what a function of a library returns."""

    names: tuple[str, ...]

    def __new__(cls, names: tuple[str, ...], items: tuple[Any, ...]) -> Self:
        """Items by name and place."""
        made = super().__new__(cls, items)
        made.names = names
        return made


class Zipped(Struct, frozen=True, gc=False):
    """Several things that are iterated over in step: `zip`, and `enumerate` with a range before."""

    parts: tuple[Value, ...]


class Deferred(Struct, frozen=True, gc=False):
    """What an import in an installed module binds, to be looked up when it is used: the `part` of a `module`."""

    module: str
    part: str | None


class Module(Struct, frozen=True, gc=False):
    """A module of which something is evaluated, by name; its variables are in the store."""

    name: str


Value: TypeAlias = (
    "bool | int | float | complex | str | bytes | tuple[Value, ...] | Polynomial | Array | Unknown | Many | Zipped"
    " | Deferred | Module | Number | Ref | External | Bound | Member | Partial | Transformed | Descriptor | Super"
    " | Slice | Range | EllipsisType | None"
)

PLAIN = (bool, int, float, complex, str, bytes)


def is_integer(value: object) -> bool:
    """Whether a value is an integer, known or symbolic."""
    return isinstance(value, int | Polynomial)
