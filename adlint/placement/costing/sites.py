"""The places of a trace where a checkpoint may stand, and the trace with checkpoints at some of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from adlint.frameworks.renaming import renamed
from adlint.placement.written.writing import System
from adlint.trace import (
    KEEPS_ALL,
    LAST_LAYERS,
    Alt,
    Array,
    Call,
    Carry,
    Checkpoint,
    Loop,
    Node,
    Op,
    Operand,
    Scan,
    Site,
    Trace,
    within,
)
from adlint.trace.labelling import is_of_program
from adlint.trace.walking import arrays, bodies, bound, reads, results

CALL, BODY = "call", "loop-body"
BODY_NAME = "loop body"  # in the place of a callee
IN_SEGMENTS = ":segment"  # behind the site that calls a sequence of layers in segments
SEGMENT = ":one of "  # what the callee begins with that stands for layers of a sequence (see `sequences`)


class Candidate(Struct, frozen=True):
    """A call, or the body of a loop, that may be checkpointed. All that one place of the source leads to is decided as
    one: `id` names it. `passes_arrays`: see `trace.Call`. `is_statement`: it is the body of a loop statement, which
    nobody can checkpoint without making a function of it first.
    """

    id: str
    kind: str
    function: str
    at: int
    callee: str
    passes_arrays: bool = False
    is_statement: bool = False

    @property
    def is_body(self) -> bool:
        """Whether it is the body of a loop."""
        return self.kind == BODY

    @property
    def is_segment(self) -> bool:
        """Whether it is a segment of a sequence of layers."""
        return self.id.endswith(IN_SEGMENTS)


def candidate(node: Node, around: Site | None, is_known: Callable[[str], bool]) -> Candidate | None:
    """The candidate that a node is; None if it is none: a checkpoint is asked for in the user's text alone, and a call
    in a library stands where the library was called (`around`), as that of the body of a scan does.
    """
    site = node.site
    is_segment = isinstance(node, Call) and node.function.startswith(SEGMENT)
    is_own = around is None or not _same(site, around)
    if not site.function or not is_known(site.function) or not (is_own or is_segment):
        return None
    name = f"{site.function}:{site.at}"
    match node:
        case Call() if is_segment:
            name, callee = f"{name}{IN_SEGMENTS}", node.function.removeprefix(":")
            return Candidate(name, CALL, site.function, site.at, callee, passes_arrays=True)
        case Call() if is_of_program(node) and node.function != LAST_LAYERS:
            return Candidate(name, CALL, site.function, site.at, _callee(node), node.passes_arrays)
        case Checkpoint():
            return Candidate(name, CALL, site.function, site.at, node.name)
        case Loop() | Scan() if node.trips not in (0, 1):
            is_statement = isinstance(node, Loop)
            return Candidate(f"{name}:body", BODY, site.function, site.at, BODY_NAME, is_statement=is_statement)
        case _:
            return None


def inside(node: Node, around: Site | None) -> Site | None:
    """What is `around` the body of a node: statements are gone through in place, all else is called."""
    return around if isinstance(node, Loop | Alt) else node.site


def _callee(call: Call) -> str:
    """What is called: behind what a library puts around it, all of which stands at the same place of the text."""
    inner = next((one for one in call.body if isinstance(one, Call) and is_of_program(one)), None)
    return _callee(inner) if inner is not None and _same(inner.site, call.site) else call.function.removeprefix(":")


def _same(a: Site, b: Site) -> bool:
    return (a.function, a.at) == (b.function, b.at)


class Made(Struct, frozen=True):
    """Where the program asks for a checkpoint, and of what: see `trace.Checkpoint`; `has_policy` if it says what is
    kept all the same.
    """

    site: Site
    name: str
    has_policy: bool = False


def keeps_all(several: Collection[Made | None]) -> bool:
    """Whether one of the checkpoints that the source asks for frees nothing, as that of autograd."""
    return any(one is not None and one.name == KEEPS_ALL for one in several)


def joint_today(
    trace: Trace, is_known: Callable[[str], bool], around: Site | None = None, scan: Candidate | None = None
) -> Iterator[tuple[str, Made | None]]:
    """The sites that the source checkpoints, and where it asks for that, None if it does not itself: the body of a
    scan, if its function is checkpointed where the scan is.
    """
    for node in trace:
        found = candidate(node, around, is_known)
        site = found or scan
        if isinstance(node, Checkpoint) and site is not None:
            is_own = node.made is not None and is_known(node.made.function)
            yield site.id, Made(node.made, node.name, bool(node.policy)) if is_own and node.made is not None else None
        within = found if isinstance(node, Scan) else scan if isinstance(node, Loop | Alt) else None
        for body in bodies(node):
            yield from joint_today(body, is_known, inside(node, around), within)


def unpassed(
    trace: Trace, is_known: Callable[[str], bool], depends: Collection[int], around: Site | None = None
) -> Iterator[str]:
    """The sites of calls that read arrays with such buffers from around them."""
    for node in trace:
        found = candidate(node, around, is_known)
        if found is not None and not found.is_body:
            passed = {one.number for one in (node.operands if isinstance(node, Call) else reads(node))}
            if any(one.buffer in depends and one.number not in passed for one in inputs(bodies(node)[0])):
                yield found.id
        for body in bodies(node):
            yield from unpassed(body, is_known, depends, inside(node, around))


def overwriting(trace: Trace, is_known: Callable[[str], bool], around: Site | None = None) -> Iterator[str]:
    """The loops whose turns, and the sequences whose segments, write in place to memory that they have from around."""
    for node in trace:
        found = candidate(node, around, is_known)
        if found is not None and _overwrites(node, found):
            yield found.id
        for body in bodies(node):
            yield from overwriting(body, is_known, inside(node, around))


def _overwrites(node: Node, found: Candidate) -> bool:
    """Whether turns write in place to memory from around them, or layers to what those before them pass."""
    if not isinstance(node, Call) or not found.is_segment:
        return found.is_body and _writes_around(bodies(node)[0])
    passed = {one.buffer for one in node.operands}
    written = (op for op in within(node.body) if isinstance(op, Op) and op.attribute("inplace") is True)
    return any(one.buffer in passed for op in written for one in op.results)


def _writes_around(body: Trace) -> bool:
    own: set[int] = set()
    for op in within(body):
        if isinstance(op, Op) and op.attribute("inplace") is True:
            if any(one.buffer not in own for one in op.results):
                return True
        elif isinstance(op, Op):
            own.update(one.number for one in op.results)
    return False


class Rewriter:
    """Writes a trace with checkpoints at the candidates that are chosen, and none elsewhere."""

    def __init__(
        self,
        joint: Collection[str],
        is_known: Callable[[str], bool],
        system: System | None,
        appended: Collection[int] = (),
        *,
        is_bare: bool = False,
    ) -> None:
        """`appended` are the arrays, by their numbers, that turns of loops append to lists; checkpoints have no
        policies if it `is_bare`.
        """
        self.joint, self.is_known, self.system, self.appended = joint, is_known, system, appended
        self.is_bare = is_bare

    def trace(self, trace: Trace, around: Site | None = None) -> Trace:
        """All of a trace."""
        return tuple(self._node(node, around) for node in trace)

    def _node(self, node: Node, around: Site | None) -> Node:
        found = candidate(node, around, self.is_known)
        is_joint = found is not None and found.id in self.joint
        match node:
            case Call() if is_of_program(node):
                body = self.trace(node.body, inside(node, around))
                return self._checkpoint(node, body) if is_joint else replace(node, body=body)
            case Checkpoint():
                body = self.trace(node.body, inside(node, around))
                policy = () if self.is_bare else node.policy
                kept = replace(node, body=body, name=self._name(node), policy=policy)
                return kept if is_joint else _plain(node, body)
            case Loop() | Scan():
                carrying, copies = carried(node) if is_joint and isinstance(node, Scan) else (node, ())
                body = self.trace(carrying.body, inside(node, around))
                turn = replace(self._checkpoint(node, body), policy=self._policy(node, around))
                return replace(carrying, body=(turn, *copies) if is_joint else body)
            case Alt():
                return replace(node, branches=tuple(self.trace(one, around) for one in node.branches))
            case _:
                return node

    def _policy(self, node: Loop | Scan, around: Site | None) -> tuple[tuple[str, ...], ...]:
        """That of the checkpoint that the source puts around a turn."""
        known, outer = self.is_known, inside(node, around)
        own = (one for one in node.body if isinstance(one, Checkpoint) and candidate(one, outer, known) is None)
        return () if self.is_bare else next((one.policy for one in own), ())

    def _name(self, node: Checkpoint) -> str:
        """What stands in the place of a checkpoint that is to be one: autograd's own keeps all."""
        return self.system.path if self.system is not None and self.system.definition else node.name

    def _checkpoint(self, node: Node, body: Trace) -> Checkpoint:
        """A checkpoint of a body: of what it reads, or of what is passed to it if the system is given that; all that it
        makes may be read behind it, or what is given by a system that knows of nothing else.
        """
        made = tuple(_unique(one for inner in body for one in results(inner)))
        read = tuple(inputs(body))
        if isinstance(node, Call) and self.system is not None and self.system.is_passed:
            read = node.operands
        if self.system is not None and self.system.definition:
            made = self._given(node, made)
        return Checkpoint(node.site, self.system.path if self.system is not None else "", body, read, made)

    def _given(self, node: Node, made: tuple[Array, ...]) -> tuple[Array, ...]:
        """What is given of all that a body makes: by turns of a loop, what they hand on or append to lists."""
        if isinstance(node, Loop):
            exits = {one.number for one in arrays(each.exit for each in node.carried)}
            return tuple(one for one in made if one.number in exits or one.number in self.appended)
        return (node.gives if isinstance(node, Call) else None) or made


def carried(scan: Scan) -> tuple[Scan, Trace]:
    """The scan with what no turn changes as a carry, and the copies behind a turn that hand it on: through a checkpoint
    JAX does not see that it stays the same.
    """
    entries, exits, finals = ([_another(one, which) for one in scan.constant] for which in range(3))
    more = tuple(map(Carry, scan.constant, entries, exits, finals))
    copies = (Op(scan.site, "lax.copy", (one,), (other,)) for one, other in zip(entries, exits, strict=True))
    names: dict[Array, Operand] = dict(zip(scan.constant, entries, strict=True))
    body = renamed(scan.body, names)
    return replace(scan, body=body, carried=(*scan.carried, *more), constant=()), tuple(copies)


def _another(one: Array, which: int) -> Array:
    """An array like one, with a number that none has that was evaluated."""
    number = -1 - 3 * one.number - which
    return replace(one, number=number, buffer=number)


def _plain(node: Checkpoint, body: Trace) -> Call:
    return Call(node.site, f":{node.name}", body, node.inputs, passes_arrays=True)


def inputs(body: Trace) -> Iterator[Array]:
    """The arrays that a body reads and does not make."""
    own = {one.number for node in body for one in bound(node)}
    return _unique(one for node in body for one in reads(node) if one.number not in own)


def _unique(several: Iterator[Array]) -> Iterator[Array]:
    return iter({one.number: one for one in several}.values())


