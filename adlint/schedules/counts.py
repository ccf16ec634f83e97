"""What a schedule costs, counted over its tree."""

from __future__ import annotations

from msgspec import Struct

from adlint.schedules.actions import Storage
from adlint.schedules.tree import Key, Node, Policy, Push, Split, Tape, folded


class Counts(Struct, frozen=True):
    """What a reversal costs: steps that run untaped, how often one does at most, traffic and units held at once."""

    extra: int = 0
    reruns: int = 0
    writes: int = 0
    reads: int = 0
    ram: int = 0
    disk_writes: int = 0
    disk_reads: int = 0
    disk: int = 0


def counts(policy: Policy, steps: int, key: Key) -> Counts:
    """The counts of a tree."""
    return folded(policy, steps, key, _count)


def _count(node: Node, right: Counts = Counts(), left: Counts = Counts()) -> Counts:  # noqa: B008  # frozen
    match node:
        case Tape():
            return Counts()
        case Push():
            return _traffic(right, Storage.RAM, 1, Counts())
        case Split():
            both = Counts(
                node.advance + right.extra + left.extra,
                max(right.reruns, 1 + left.reruns),
                right.writes + left.writes, right.reads + left.reads, right.ram,
                right.disk_writes + left.disk_writes, right.disk_reads + left.disk_reads, right.disk,
            )  # fmt: skip
            return _traffic(both, node.source, int(node.write is not None), left)


def _traffic(of: Counts, storage: Storage, writes: int, left: Counts) -> Counts:
    """With one more unit held in the storage, written so often, read once, and then what the left part holds."""
    ram, disk = int(storage is Storage.RAM), int(storage is Storage.DISK)
    return Counts(
        of.extra, of.reruns,
        of.writes + writes * ram, of.reads + ram, max(of.ram + ram, left.ram),
        of.disk_writes + writes * disk, of.disk_reads + disk, max(of.disk + disk, left.disk),
    )  # fmt: skip
