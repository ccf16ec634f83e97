"""Hazards to plant into numerical functions, each beside a harmless twin that must stay silent.

`{p}` is a parameter of the function; `#@` ends each line on which a finding is expected. `before` goes to the
top of the module, `hazard` or `twin` to the top of the function.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True, slots=True)
class Hazard:
    """Lines to plant, the rule that should find them, and the twin."""

    kind: str
    rule: str
    before: str
    hazard: str
    twin: str
    twin_before: str = ""


def _hazard(kind: str, rule: str, before: str, hazard: str, twin: str, *, twin_before: str = "") -> Hazard:
    return Hazard(kind, rule, dedent(before), dedent(hazard), dedent(twin), dedent(twin_before) or dedent(before))


MPI = "from mpi4py import MPI\n"

HAZARDS = (
    _hazard(
        "open",
        "AD101",
        "",
        """\
        trace = open("trace.txt", "a")  #@
        trace.write(repr({p}))
        """,
        """\
        try:
            with open("trace.txt", "w") as trace:
                trace.write(repr({p}))
        except OSError:
            print("no trace")
        """,
    ),
    _hazard(
        "open, closed on one path",
        "AD101",
        "",
        """\
        trace = open("trace.txt", "w")  #@
        if {p} is None:
            return {p}
        trace.close()
        """,
        """\
        trace = open("trace.txt", "w")
        try:
            if {p} is None:
                return {p}
        finally:
            trace.close()
        """,
    ),
    _hazard(
        "open, closed under a condition",
        "AD101",
        "",
        """\
        trace = open("trace.txt", "w")  #@
        if trace.write(repr({p})) > 80:
            trace.close()
        """,
        """\
        trace = open("trace.txt", "w")
        if trace.write(repr({p})) > 80:
            print("long")
        trace.close()
        """,
    ),
    _hazard(
        "open in a helper",
        "AD101",
        """\
        def _record(value):
            sink = open("record.txt", "w")  #@
            sink.write(repr(value))
        """,
        """\
        _record({p})  #@
        """,
        """\
        sink = _begin()
        sink.write(repr({p}))
        _end(sink)
        """,
        twin_before="""\
        def _begin():
            return open("record.txt", "w")


        def _end(sink):
            sink.close()
        """,
    ),
    _hazard(
        "send",
        "AD102",
        MPI,
        """\
        MPI.COMM_WORLD.send({p}, dest=1, tag=7)  #@
        """,
        """\
        MPI.COMM_WORLD.send({p}, dest=1, tag=7)
        {p} = MPI.COMM_WORLD.recv(source=0, tag=7)
        """,
    ),
    _hazard(
        "Send in a helper",
        "AD102",
        MPI
        + dedent("""\
        def _export(value):
            MPI.COMM_WORLD.Send(value, dest=1, tag=7)  #@
        """),
        """\
        _export({p})  #@
        """,
        """\
        _export({p})
        MPI.COMM_WORLD.Recv({p}, source=0, tag=7)
        """,
    ),
    _hazard(
        "Isend",
        "AD103",
        MPI,
        """\
        request = MPI.COMM_WORLD.Isend({p}, dest=0)  #@
        MPI.COMM_WORLD.Recv({p}, source=0)
        """,
        """\
        request = MPI.COMM_WORLD.Isend({p}, dest=0)
        MPI.COMM_WORLD.Recv({p}, source=0)
        request.Wait()
        """,
    ),
    _hazard(
        "Irecv in a list",
        "AD103",
        MPI,
        """\
        requests = [MPI.COMM_WORLD.Irecv({p}, source=0)]  #@
        requests.append(MPI.COMM_WORLD.Isend({p}, dest=0))  #@
        """,
        """\
        requests = [MPI.COMM_WORLD.Irecv({p}, source=0)]
        requests.append(MPI.COMM_WORLD.Isend({p}, dest=0))
        MPI.Request.Waitall(requests)
        """,
    ),
    _hazard(
        "Irecv, waited for under a condition",
        "AD103",
        MPI,
        """\
        request = MPI.COMM_WORLD.Irecv({p}, source=0)  #@
        if MPI.COMM_WORLD.Get_rank() > 3:
            request.Wait()
        """,
        """\
        request = MPI.COMM_WORLD.Irecv({p}, source=0)
        while not request.Test():
            print("waiting")
        """,
    ),
    _hazard(
        "lock",
        "AD104",
        """\
        import threading

        _guard = threading.Lock()
        """,
        """\
        _guard.acquire()  #@
        """,
        """\
        with _guard:
            print(repr({p}))
        """,
    ),
    _hazard(
        "lock, released on one path",
        "AD104",
        """\
        import threading

        _guard = threading.Lock()
        """,
        """\
        _guard.acquire()  #@
        if {p} is None:
            return {p}
        _guard.release()
        """,
        """\
        _guard.acquire()
        try:
            print(repr({p}))
        finally:
            _guard.release()
        """,
    ),
    _hazard(
        "mkstemp",
        "AD104",
        "import os\nimport tempfile\n",
        """\
        handle, scratch = tempfile.mkstemp()  #@
        """,
        """\
        handle, scratch = tempfile.mkstemp()
        os.close(handle)
        os.remove(scratch)
        """,
    ),
    _hazard(
        "shared memory",
        "AD104",
        "from multiprocessing import shared_memory\n",
        """\
        block = shared_memory.SharedMemory(create=True, size=64)  #@
        """,
        """\
        block = shared_memory.SharedMemory(create=True, size=64)
        block.close()
        block.unlink()
        """,
    ),
    _hazard(
        "Dup",
        "AD104",
        MPI,
        """\
        private = MPI.COMM_WORLD.Dup()  #@
        private.Barrier()
        """,
        """\
        private = MPI.COMM_WORLD.Dup()
        private.Barrier()
        private.Free()
        """,
    ),
    _hazard(
        "window",
        "AD104",
        MPI,
        """\
        window = MPI.Win.Allocate(64)  #@
        """,
        """\
        window = MPI.Win.Allocate(64)
        window.Free()
        """,
    ),
    _hazard(
        "numpy.random",
        "AD105",
        "import numpy\n",
        """\
        {p} = {p} + 1e-3 * numpy.random.normal()  #@
        """,
        """\
        {p} = {p} + 1e-3 * numpy.random.default_rng(7).normal()
        """,
    ),
    _hazard(
        "random",
        "AD105",
        "import random as plain_random\n",
        """\
        {p} = {p} * plain_random.uniform(0.9, 1.1)  #@
        """,
        """\
        {p} = {p} * plain_random.Random(7).uniform(0.9, 1.1)
        """,
    ),
    _hazard(
        "unseeded generator",
        "AD105",
        "import numpy\n",
        """\
        noise = numpy.random.default_rng()  #@
        {p} = {p} + 1e-3 * noise.standard_normal()  #@
        """,
        """\
        noise = numpy.random.default_rng(11)
        {p} = {p} + 1e-3 * noise.standard_normal()
        """,
    ),
    _hazard(
        "torch.randn",
        "AD105",
        "import torch\n",
        """\
        {p} = {p} + 1e-3 * torch.randn(())  #@
        """,
        """\
        {p} = {p} + 1e-3 * torch.randn((), generator=torch.Generator().manual_seed(7))
        """,
    ),
    _hazard(
        "clock in a value",
        "AD106",
        "import time\n",
        """\
        {p} = {p} * (1.0 + 1e-9 * time.time())  #@
        """,
        """\
        entered = time.time()
        print("entered", time.time() - entered)
        """,
    ),
    _hazard(
        "clock in a condition",
        "AD106",
        "import time\n",
        """\
        entered = time.perf_counter()  #@
        if time.perf_counter() - entered > 1e-3:  #@
            {p} = 0.5 * {p}
        """,
        """\
        entered = time.perf_counter()
        print("slow" if time.perf_counter() - entered > 1e-3 else "fast")
        """,
    ),
)
