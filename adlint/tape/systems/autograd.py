"""HIPS autograd (1.9): the arrays that the closures of its nodes hold.

A node's `vjp` is made by a lambda of the answer and the arguments, and holds what the inner lambda names, whether it
needs its data or only its shape (`autograd/numpy/numpy_vjps.py`, `autograd/numpy/linalg.py`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from adlint.frameworks.autograd.backward import NOT_TRACED
from adlint.frameworks.autograd.differentiating import TAKEN
from adlint.frameworks.autograd.primitives import ALL, CUSTOM
from adlint.shapes.dims import Dim, dim
from adlint.shapes.sizes import Sizes
from adlint.symbolic import polynomial, text
from adlint.tape.lines import Tape
from adlint.tape.reverse.adjoints import stated_of
from adlint.tape.reverse.keeping import kept_of, settled
from adlint.tape.reverse.swept import Need
from adlint.tape.values.flow import Step, Values
from adlint.tape.values.marking import Looped, Split
from adlint.trace import CHECKPOINTED, KEEPS_ALL, Array, Checkpoint, Operand, Repeated, Trace, within

# what is held for each active argument: `a`, `b`, `c`, `d` are arguments, `r` is the result
_HELD: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("add subtract negative".split(), ("", "")),
    "multiply": ("b", "a"), "divide": ("b", "ab"), "power": ("ab", "ar"), "remainder": ("", "ab"),
    **dict.fromkeys("maximum minimum fmax fmin".split(), ("abr", "abr")), "logaddexp": ("ar", "br"),
    "logaddexp2": ("ar", "br"), "arctan2": ("ab", "ab"), "hypot": ("ar", "br"), "absolute": ("ar",),
    **dict.fromkeys("exp exp2 expm1".split(), ("r",)),
    **dict.fromkeys(
        "fabs reciprocal log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh"
        " square sqrt sinc nan_to_num reshape ravel flatten expand_dims squeeze getitem add.accumulate trace real imag"
        " angle".split(),
        ("a",),
    ),
    **dict.fromkeys(
        "rad2deg degrees deg2rad radians conjugate roll split diag flip rot90 triu tril transpose diagonal array copy"
        " repeat tile pad concatenate mean add.reduce diff full broadcast_to linspace gradient".split(),
        ("",) * 3,
    ),
    "astype": ("a",), "where": ("", "a", "a"), "clip": ("rbc",), "multiply.reduce": ("ar",), "maximum.reduce": ("ar",),
    "minimum.reduce": ("ar",), "var": ("a",), "std": ("ar",), "dot": ("ab", "ab"), "adjoint": ("ab", "ab"),
    "untaken": ("",), "matmul": ("b", "a"),
    "inner": ("b", "a"), "tensordot": ("ab", "ab"), "outer": ("ab", "ab"), "kron": ("ab", "ab"), "cross": ("b", "a"),
    "convolved": ("b", "a"), "convolved.same": ("b", "ab"),
    "linalg.norm": ("ar",), "linalg.det": ("ar",), "linalg.slogdet": ("a",), "linalg.inv": ("r",),
        "linalg.pinv": ("ar",),
    "linalg.solve": ("ar", "a"), "linalg.cholesky": ("r",), "scipy.linalg.solve_triangular": ("ar", "a"),
    "linalg.eigh": ("r",), "linalg.svd": ("ar",), "scipy.linalg.sqrtm": ("",), "scipy.special.gammainc": ("", ""),
    "scipy.special.gammaincc": ("", ""), "scipy.stats.norm.pdf": ("abcr",) * 3,
    **dict.fromkeys((f"scipy.stats.norm.{one}" for one in "cdf sf logpdf logcdf logsf".split()), ("abc",) * 3),
    **dict.fromkeys((f"scipy.stats.t.{one}" for one in ("cdf", "logpdf", "logcdf")), ("abcd",) * 4),
    "scipy.stats.multivariate_normal.logpdf": ("abc",) * 3, "scipy.stats.multivariate_normal.pdf": ("abcr",) * 3,
    "scipy.stats.dirichlet.logpdf": ("ab", "ab"), "scipy.stats.dirichlet.pdf": ("abr", "abr"),
    "scipy.stats.t.pdf": ("abcdr",) * 4, "scipy.stats.beta.logpdf": ("abc",) * 3, "scipy.stats.beta.pdf": ("abcr",) * 3,
    "scipy.stats.gamma.logpdf": ("ab", "ab"), "scipy.stats.gamma.pdf": ("abr", "abr"),
    "scipy.stats.chi2.logpdf": ("ab",), "scipy.stats.chi2.pdf": ("abr",),
    "scipy.stats.poisson.logpmf": ("", "ab"), "scipy.stats.poisson.pmf": ("", "abr"),
    **dict.fromkeys("scipy.special.expit".split(), ("r",)),
    **dict.fromkeys(
        (f"scipy.special.{one}" for one in "erf erfc erfinv erfcinv gammaln digamma psi rgamma logit j0 y0 j1 y1 i0 i1"
            .split()),
        ("a",),
    ),
    "scipy.special.beta": ("abr", "abr"), "scipy.special.betaln": ("ab", "ab"), "scipy.special.polygamma": ("", "ab"),
    **dict.fromkeys((f"scipy.special.{one}" for one in ("jn", "yn", "iv")), ("", "ab")),
    "scipy.special.ive": ("", "abr"),
    **dict.fromkeys("fft.fft fft.ifft fft.fft2 fft.ifft2 fft.fftn fft.ifftn fft.rfft fft.irfft fft.rfft2"
        " fft.irfft2 fft.rfftn fft.irfftn fft.fftshift fft.ifftshift".split(), ("a",)),
    "scipy.special.gamma": ("ar",), "scipy.special.logsumexp": ("ar",),
}  # fmt: skip
# joined by way of copies, or of other nodes that hold them
_COPIED = frozenset("stack append".split())
_PINNED = frozenset("hstack vstack".split())
_FREE = frozenset("column_stack".split())
# as many numbers as there are in the result are made beforehand: factors, or a view of the result
_FACTORS = frozenset(
    "fft.rfft fft.rfft2 fft.rfftn scipy.special.gammainc scipy.special.gammaincc scipy.linalg.sqrtm".split()
)


def short(name: str) -> str:
    """The name without the library's."""
    return name.removeprefix("numpy.")


def is_primitive(name: str) -> bool:
    """Whether a function that NumPy writes in terms of others is one node."""
    return short(name) in _HELD or name == CHECKPOINTED


class Closures:
    """What nodes hold."""

    def depends(self, step: Step, active: Sequence[bool]) -> bool:
        """Whether the result is traced."""
        return short(step.name) not in NOT_TRACED

    def holds(self, step: Step, active: Sequence[bool], kept: Container[int]) -> Iterable[Need] | None:
        """The values that a node holds; None of what autograd has no rule for."""
        held = self._held(step, active)
        if held is None:
            return None
        truths = {value for one, value in zip(step.operands, step.reads, strict=True) if _is_truth(one)}
        return [Need(one) for one in held if one not in truths]

    def _held(self, step: Step, active: Sequence[bool]) -> Iterable[int] | None:
        stated = stated_of(step)
        if stated is not None:
            return [one.value for one in stated]
        name = short(step.name)
        if name in _COPIED or name in _FREE:
            return ()
        if name == CHECKPOINTED:  # the arguments that the function runs with again; what takes one of several results
            given = step.writes if len(step.writes) > 1 else ()  # holds them all
            return [*(one for one in step.reads if one is not None), *given]
        if step.op is not None and name == CUSTOM:
            several = step.op.attribute("held")
            return [one.number for place, one in several if place == ALL or active[place]]  # type: ignore[attr-defined]
        if name == TAKEN:
            return [one for one in step.reads if one is not None]
        if name in _PINNED:
            return [one for one, flag in zip(step.reads, active, strict=True) if flag and one is not None]
        if name == "einsum":
            return [one for one in step.reads if one is not None]
        if name in ("sort", "partition"):
            return ()
        if name == "split" and step.op is not None:  # one of several parts is taken by a node that holds them all
            beside = step.op.attribute("beside", ())
            return [one.number for one in beside]  # type: ignore[attr-defined]
        rule = _HELD.get(name)
        if rule is None:
            return None
        if len(step.writes) > 1:
            # one of several results is taken by a node that holds them all
            return [*(one for one in step.reads if one is not None), *step.writes]
        letters = {letter for flag, held in zip(active, rule, strict=False) if flag for letter in held}
        by_letter = dict(zip("abcd", step.reads, strict=False)) | {"r": step.writes[0] if step.writes else None}
        if name == "getitem":  # lists stay lists in the node
            listed = step.op.attribute("listed", ()) if step.op is not None else ()
            return [one for one in step.reads if one is not None and one not in listed]  # type: ignore[operator]
        return [one for letter in sorted(letters) if (one := by_letter.get(letter)) is not None]

    def makes(self, step: Step, active: Sequence[bool]) -> Dim:
        """The bytes of arrays that are made for the node alone."""
        name = short(step.name)
        if name in _COPIED:
            copied = [one for one, flag in zip(step.operands, active, strict=True) if flag and _is_copied(step, one)]
            return dim(sum(map(_bytes, copied), start=0))
        if name in ("sort", "partition"):
            return dim(step.results[0].size * 8)
        if name == "linalg.eigh":  # the conjugates of the vectors
            return step.results[1].bytes
        if name in _FACTORS:
            return 8 * step.results[0].size
        if name == "transpose" and step.op is not None and step.op.attribute("asked"):  # the order that goes back
            return 8 * len(step.results[0].shape)
        return 0

    def steers(self, part: Looped | Split, *, is_reversed: bool) -> Dim:
        """Python has run: what is left of control is the order of nodes."""
        return 0


def _is_truth(one: Operand) -> bool:
    """Whether an operand is one truth, of which there are two objects in all."""
    return isinstance(one, Array) and one.dtype == "bool" and not one.shape


def _is_copied(step: Step, one: Operand) -> bool:
    """Whether a copy of what is joined is held: `append` flattens copies, but not that of a vector that comes first."""
    if short(step.name) != "append" or step.op is None:
        return True
    is_first = one is step.operands[0] and isinstance(one, Array) and len(one.shape) == 1
    return step.op.attribute("axis") is None and not is_first


def _bytes(one: Operand) -> Dim:
    if isinstance(one, Repeated):
        return dim(one.array.bytes * one.times)
    return one.bytes if isinstance(one, Array) else 0


def _keeps_all(node: Checkpoint, active: Container[int], tape: Tape) -> None:
    """`autograd.checkpoint` runs again what it checkpoints before it is gone (`differential_operators.py`)."""
    traced = sum(one.number in active for one in node.inputs)
    tape.assumed["`autograd.checkpoint` of autograd 1.9 runs twice at once, and keeps all that it makes"] = None
    if traced > 1:
        tape.miss(node.site, "`autograd.checkpoint` keeps all that it makes once for each of several arguments")


def closures(
    trace: Trace,
    arguments: Sequence[Array],
    results: Sequence[Array],
    sizes: Sizes,
    wanted: Sequence[Array] | None = None,
) -> tuple[Tape, Dim]:
    """The tape of autograd's closures, in bytes of distinct arrays, and the bytes of arguments that they hold apart.

    `wanted` are the arguments that derivatives are taken with respect to; all, unless they are given.
    """
    values = Values(memories=False, whole=is_primitive)
    own = values.start(arguments)
    frame, keeper, _ = kept_of(Closures(), values.flow(trace), values, (own, results, wanted), sizes)
    tape, apart = settled(keeper, frame, own)
    for node in within(trace):
        if isinstance(node, Checkpoint) and node.name == KEEPS_ALL:
            _keeps_all(node, keeper.marker.active, tape)
    nodes = text(polynomial(frame.steps))
    tape.assumed[f"Python's own objects take 0.6 to 1.8 kB more for each of {nodes} nodes"] = None
    return tape, apart
