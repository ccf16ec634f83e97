"""The nodes of a trace, and the arrays that run through it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from adlint.shapes.dims import Dim, Shape, product
from adlint.shapes.dtypes import WIDTH


class Array(Struct, frozen=True, eq=False, gc=False):
    """An array that some operation made, or an argument: known by identity, as JAX knows its variables.

    `buffer` is the memory that it lies in: views share it. `framework` is who made it (`numpy`, `jax`, `torch`,
    `autograd`); `weak` says that its dtype gives way, as that of a Python scalar does in JAX. `strides` are counted in
    elements; None where rows follow each other in memory, without gaps.
    """

    number: int
    shape: Shape
    dtype: str
    framework: str
    buffer: int
    weak: bool = False
    strides: Shape | None = None

    @property
    def size(self) -> Dim:
        """The number of elements."""
        return product(self.shape)

    @property
    def bytes(self) -> Dim:
        """The memory that the elements take, in bytes."""
        return self.size * WIDTH[self.dtype]

    @property
    def is_inexact(self) -> bool:
        """Whether derivatives are defined: floats and complex numbers."""
        return self.dtype[0] in "fcb" and self.dtype != "bool"


class Repeated(Struct, frozen=True, gc=False):
    """As many arrays as a loop has turns: what every turn appended to a list. `array` is that of one turn."""

    array: Array
    times: Dim


# numbers stand for themselves; anything else that an operation works on is an attribute of it
Operand: TypeAlias = "Array | Repeated | bool | int | float | complex | None"


class Site(Struct, frozen=True, gc=False):
    """Where an operation stands: operation `at` of a function, named by its identity. `within` tells apart the times
    that it stands in a trace, where that matters: the numbers of the nodes that lead to it (`labelled`).
    """

    function: str
    at: int
    within: tuple[int, ...] = ()


class Op(Struct, frozen=True, eq=False, gc=False):
    """An operation on arrays, by the name of its model: `lax.mul`, `numpy.sin`, `torch.linear`."""

    site: Site
    name: str
    operands: tuple[Operand, ...]
    results: tuple[Array, ...]
    attributes: tuple[tuple[str, object], ...] = ()

    def attribute(self, name: str, default: object = None) -> object:
        """An attribute by name."""
        return next((value for key, value in self.attributes if key == name), default)


class Opaque(Struct, frozen=True, eq=False, gc=False):
    """Something is done to arrays that is not known, and why; the results are not known either."""

    site: Site
    reason: str
    operands: tuple[Array, ...]


class Carry(Struct, frozen=True, eq=False, gc=False):
    """What one turn hands to the next: `entry` in a turn is `initial` in the first and the `exit` of the turn before
    in others; `final` is the `exit` of the last turn. `entry` is None, and so is `initial`, if turns hand nothing on.
    """

    initial: Operand
    entry: Array | None
    exit: Operand
    final: Array


class Loop(Struct, frozen=True, eq=False, gc=False):
    """The body, `trips` times; sizes in it may depend on `index`, the symbol that counts turns from 0. A loop that
    Python runs makes all its arrays anew in every turn; a `scan` of JAX is one operation, and stacks.
    """

    site: Site
    index: str
    trips: Dim
    body: Trace
    carried: tuple[Carry, ...]


class Join(Struct, frozen=True, eq=False, gc=False):
    """The array that one or another is, whichever branch ran."""

    result: Array
    sources: tuple[Operand, ...]


class Alt(Struct, frozen=True, eq=False, gc=False):
    """One of the branches runs, and which is not known. `selector` is the number of the branch, where that is an array
    of the program and the branches are one operation (`lax.cond`, `lax.switch`).
    """

    site: Site
    branches: tuple[Trace, ...]
    joins: tuple[Join, ...]
    selector: Operand = None


class Stacked(Struct, frozen=True, eq=False, gc=False):
    """An array with one more axis in front, `whole`, and the part of it that a turn of a scan reads or makes."""

    whole: Array
    part: Operand


class Scan(Struct, frozen=True, eq=False, gc=False):
    """A loop that is one operation (`lax.scan`): what a turn reads of `inputs` and makes of `outputs` lies along a
    first axis of size `trips`. `is_open` says that the number of trips depends on data (`lax.while_loop`). The body
    may use arrays from around it, among them the `constant` ones that the program hands on, and no turn changes.
    """

    site: Site
    trips: Dim
    body: Trace
    carried: tuple[Carry, ...]
    inputs: tuple[Stacked, ...] = ()
    outputs: tuple[Stacked, ...] = ()
    is_open: bool = False
    constant: tuple[Array, ...] = ()


class Custom(Struct, frozen=True, eq=False, gc=False):
    """A call with a derivative of its own. `body` makes `outputs` of the `inputs`, which are the `results` if nothing
    is differentiated. Else `rule` does, with `primals` for results: of a `custom_jvp`, `given` are their tangents, from
    the `seeds`, those of the inputs; of a `custom_vjp`, `given` is what it keeps, and `backward` makes `cotangents` of
    the inputs from that and from the `seeds`, those of the results.
    """

    site: Site
    name: str
    inputs: tuple[Operand, ...]
    body: Trace
    outputs: tuple[Operand, ...]
    results: tuple[Array, ...]
    rule: Trace
    primals: tuple[Operand, ...]
    seeds: tuple[Array, ...]
    given: tuple[Operand, ...]
    backward: Trace = ()
    cotangents: tuple[Operand, ...] = ()


# the layers that `checkpoint_sequential` calls last, without a checkpoint: what stands in the place of a function
LAST_LAYERS = ":last layers"
# names of checkpoints: HIPS autograd's own, which keeps all that it runs; and the one that plans write into programs
KEEPS_ALL, CHECKPOINTED = "autograd.checkpoint", "checkpointed"


class Checkpoint(Struct, frozen=True, eq=False, gc=False):
    """A piece that the program asks to be checkpointed, by `name` of what asks: what it reads and what it gives.
    `policy` says what is kept of it all the same: what any of several asks for, each with names of arrays.
    `made` is where the program made a checkpointed function of another
    one, or asks for this run of it; None where a library did.
    """

    site: Site
    name: str
    body: Trace
    inputs: tuple[Array, ...]
    outputs: tuple[Array, ...]
    policy: tuple[tuple[str, ...], ...] = ()
    made: Site | None = None


class Call(Struct, frozen=True, eq=False, gc=False):
    """A call of a function of the program, by its identity, with the arrays that are passed where it is called; or of a
    function of a library that is written in terms of others (`numpy.var`), with those that it works on and gives.
    `passes_arrays` says that all arguments are arrays, or containers of them; `gives` are the arrays that it gives, in
    containers or not, None if it gives anything else.
    """

    site: Site
    function: str
    body: Trace
    operands: tuple[Array, ...] = ()
    results: tuple[Array, ...] = ()
    passes_arrays: bool = False
    gives: tuple[Array, ...] | None = None


Node: TypeAlias = Op | Opaque | Call | Loop | Scan | Alt | Checkpoint | Custom
Trace: TypeAlias = tuple[Node, ...]


def mentioned(part: object) -> Iterator[int]:
    """The numbers of all arrays that stand anywhere in a trace, or in a part of one."""
    match part:
        case Array():
            yield part.number
        case tuple():
            for one in part:
                yield from mentioned(one)
        case Struct():
            for name in part.__struct_fields__:
                yield from mentioned(getattr(part, name))
