"""The batch of a trace: which arrays have an axis more, and where. As JAX's `batching.py` has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from adlint.evaluate.values import Value
from adlint.frameworks.jax import primitives as lax
from adlint.frameworks.jax.batching import control, rules
from adlint.frameworks.jax.recording import Recording
from adlint.shapes.dims import Dim, Shape
from adlint.trace import Alt, Array, Call, Checkpoint, Custom, Loop, Node, Op, Opaque, Operand, Scan, Site


@dataclass(slots=True)
class Batch:
    """`axes` are the places of the new axis, by the array as it is in a batch; `names` are these by the array of one
    example. What is not named is the same for all.
    """

    m: Recording
    size: Dim
    name: Value = None  # of the axis, by which examples are asked for
    names: dict[Array, Operand] = field(default_factory=dict)
    axes: dict[Array, int] = field(default_factory=dict)

    def now(self, x: Operand) -> Operand:
        """The operand in a batch."""
        return self.names.get(x, x) if isinstance(x, Array) else x

    def axis(self, x: Operand) -> int | None:
        """The place of the new axis of an operand of the batch; None if it is the same for all."""
        return self.axes.get(x) if isinstance(x, Array) else None

    def bind(self, of: Array, found: Operand, axis: int | None) -> None:
        """Name what an array of one example is in the batch."""
        self.names[of] = found
        if axis is not None and isinstance(found, Array):
            self.axes[found] = axis

    def result(self, of: Array, axis: int | None) -> Array:
        """A new array for a result."""
        shape: Shape = of.shape if axis is None else (*of.shape[:axis], self.size, *of.shape[axis:])
        return self.m.array(shape, of.dtype, "jax", weak=of.weak)

    def front(self, x: lax.X, size: Dim | None = None) -> Array | lax.X:
        """The operand with the new axis in front; one that is the same for all is repeated, unless `size` is 1."""
        if not isinstance(x, Array):
            return x
        axis = self.axis(x)
        if axis is None:
            count = self.size if size is None else size
            return lax.broadcast_in_dim(self.m, x, (count, *x.shape), range(1, len(x.shape) + 1))
        return self.moved(x, axis, 0)

    def moved(self, x: Array, axis: int, to: int) -> Array:
        """The array with the new axis at another place."""
        order = [n for n in range(len(x.shape)) if n != axis]
        order.insert(to, axis)
        result = lax.transpose(self.m, x, order)
        self.axes[result] = to
        return result

    def run(self, trace: Iterable[Node]) -> None:
        """Batch a trace."""
        for node in trace:
            self.m.site = node.site
            self._node(node)

    def _node(self, node: Node) -> None:
        match node:
            case Op():
                rules.op(self, node)
            case Call():
                self._call(node)
            case Opaque():
                given = tuple(one for one in map(self.now, node.operands) if isinstance(one, Array))
                self.m.trace.append(Opaque(node.site, node.reason, given))
            case Scan():
                control.scan(self, node)
            case Alt():
                control.branch(self, node)
            case Checkpoint():
                control.checkpoint(self, node)
            case Custom():
                control.custom(self, node)
            case Loop():
                self.miss(node.site, "a loop of Python's inside of `vmap`", [one.final for one in node.carried])

    def _call(self, node: Call) -> None:
        """A call stays one: it may be checkpointed in a batch as well."""
        outer, self.m.trace = self.m.trace, []
        self.run(node.body)
        operands = tuple(one for one in map(self.now, node.operands) if isinstance(one, Array))
        self.m.trace = [*outer, replace(node, body=tuple(self.m.trace), operands=operands)]

    def miss(self, site: Site, reason: str, results: Sequence[Array]) -> None:
        """Something is not known: results are arrays of the right shape that come from nowhere."""
        self.m.trace.append(Opaque(site, reason, tuple(self.axes)))
        for one in results:
            self.bind(one, self.result(one, 0), 0)
