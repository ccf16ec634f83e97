"""The trace of a call: what it computes on arrays, compressed. Loops stand once, sizes are symbolic.

Every fold (tape, memory curve, cost tree) reads this and nothing else; `printing.show` is its text.
"""

from adlint.trace.nodes import (
    CHECKPOINTED,
    KEEPS_ALL,
    LAST_LAYERS,
    Alt,
    Array,
    Call,
    Carry,
    Checkpoint,
    Custom,
    Join,
    Loop,
    Node,
    Op,
    Opaque,
    Operand,
    Repeated,
    Scan,
    Site,
    Stacked,
    Trace,
    mentioned,
)
from adlint.trace.printing import show
from adlint.trace.walking import within

__all__ = [
    "CHECKPOINTED",
    "KEEPS_ALL",
    "LAST_LAYERS",
    "Alt",
    "Array",
    "Call",
    "Carry",
    "Checkpoint",
    "Custom",
    "Join",
    "Loop",
    "Node",
    "Op",
    "Opaque",
    "Operand",
    "Repeated",
    "Scan",
    "Site",
    "Stacked",
    "Trace",
    "mentioned",
    "show",
    "within",
]
