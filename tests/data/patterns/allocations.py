# --- memory and window on self, freed by a method

from mpi4py import MPI

class Shared:
    def __init__(self, comm: MPI.Comm):
        self.mem = MPI.Alloc_mem(8) if comm.rank == 0 else None
        self.win = MPI.Win.Create(self.mem, comm=comm)

    def free(self):
        self.win.Free()
        if self.mem:
            MPI.Free_mem(self.mem)

# --- a window that is not freed

from mpi4py import MPI

def expose(comm: MPI.Comm, u):
    win = MPI.Win.Create(u, comm=comm)  # AD104
    win.Fence()
    return u / 2

# --- a window from either branch, freed after a loop with a break

from mpi4py import MPI

def expose(comm: MPI.Comm, u, steps):
    if comm.rank == 0:
        win = MPI.Win.Create(u, comm=comm)
    else:
        win = MPI.Win.Create(None, comm=comm)
    for step in range(steps):
        if u[step] == 0:
            break
        win.Fence()
    win.Free()

# --- freed in the same expression

from mpi4py import MPI

def copy(info: MPI.Info):
    info.Dup().Free()

# --- a communicator that is returned

from mpi4py import MPI

def rows(comm: MPI.Comm, color):
    return comm.Split(color, comm.rank)

# --- a lock under the same attribute twice

import threading

class Cache:
    def __init__(self, enabled):
        self.enabled = enabled
        self.lock = threading.Lock()

    def get(self, key, table):
        if self.enabled:
            self.lock.acquire()
        try:
            return table.get(key)
        finally:
            if self.enabled:
                self.lock.release()

# --- a lock under different attributes

import threading

class Cache:
    def __init__(self, enabled, shared):
        self.enabled = enabled
        self.shared = shared
        self.lock = threading.Lock()

    def get(self, key, table):
        if self.enabled:
            self.lock.acquire()  # AD104
        found = table.get(key)
        if self.shared:
            self.lock.release()
        return found

# --- a lock that may be None

import threading

guard = threading.Lock()

def submit(wanted, u):
    lock = None
    if wanted:
        lock = guard
    if lock:
        lock.acquire()
    try:
        return u * 2
    finally:
        if lock:
            lock.release()

# --- a lock that cannot be had

import threading

lock = threading.Lock()

def guarded(u):
    if not lock.acquire(timeout=1):
        raise TimeoutError
    try:
        return u / 2
    finally:
        lock.release()

# --- a lock within with

import threading

lock = threading.Lock()

def guarded(u):
    with lock:
        return u / 2

# --- a temporary folder that is returned

import tempfile

def scratch():
    return tempfile.mkdtemp()

# --- a temporary folder that is removed behind a yield

import shutil
import tempfile
from contextlib import contextmanager

@contextmanager
def scratch():
    folder = tempfile.mkdtemp()
    yield folder
    shutil.rmtree(folder)

# --- a temporary folder that stays

import tempfile

def scratch(u):
    folder = tempfile.mkdtemp()  # AD104
    return u / len(folder)

# --- a temporary file that outlives its handle and is removed

import os
import tempfile

def spawn(u):
    f = tempfile.NamedTemporaryFile(delete=False)
    f.close()
    os.unlink(f.name)
    return u / 2

# --- a class of one's own with the name of a resource

class SharedMemory:
    def __init__(self, name):
        self.name = name

def attach(name):
    return len(SharedMemory(name).name)

# --- a temporary folder on an exit stack

import contextlib
import tempfile

def verify(u):
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        return u / len(folder)

# --- memory that belongs to its window

from mpi4py import MPI

class Counter:
    def __init__(self, comm: MPI.Comm):
        mem = MPI.Alloc_mem(8)
        self.win = MPI.Win.Create(mem, comm=comm)

    def free(self):
        mem = self.win.tomemory()
        self.win.Free()
        MPI.Free_mem(mem)

# --- a lock in a dictionary

import threading

LOCKS = {"a": threading.Lock()}

def guarded(key, u):
    LOCKS[key].acquire()
    try:
        return u / 2
    finally:
        LOCKS[key].release()

# --- a datatype

from mpi4py import MPI

def column(comm: MPI.Comm, u):
    kind = MPI.DOUBLE.Create_vector(4, 1, 4).Commit()
    comm.Bcast([u, 1, kind])
    kind.Free()

# --- shared memory

from multiprocessing import shared_memory

def share(u):
    block = shared_memory.SharedMemory(create=True, size=8)  # AD104
    return u / len(block.buf)

def closed(u):
    block = shared_memory.SharedMemory(create=True, size=8)
    n = len(block.buf)
    block.close()
    block.unlink()
    return u / n

# --- mapped to an open file of somebody

import numpy as np

def table(f, n):
    return np.memmap(f, mode="w+", shape=(n,))

def gathered(n):
    with open("table", "w+b") as f:
        return float(table(f, n).sum())

# --- freed as one of many that it may be

from mpi4py import MPI

def datatype(n):
    if n == 1:
        return MPI.INT.Create_vector(n, 1, 2)
    if n == 2:
        return MPI.INT.Create_contiguous(n)
    if n == 3:
        return MPI.INT.Create_resized(0, 8)
    if n == 4:
        return MPI.INT.Create_hvector(n, 1, 2)
    return MPI.INT.Dup()

def size(n, other):
    made = MPI.INT.Dup() if other else datatype(n)
    again = datatype(n)
    try:
        return made.Get_size() + again.Get_size()
    finally:
        made.Free()
        again.Free()

# --- windows that another method frees, where there is something to free

from mpi4py import MPI

class Counter:
    def __init__(self, comm):
        self.window = MPI.Win.Allocate(8, 8, comm=comm)

    def free(self):
        window = self.window
        self.window = MPI.WIN_NULL
        window.free()

class Buffer:
    def __init__(self, comm):
        self.held = MPI.Win.Allocate(8, 8, comm=comm)

    def free(self):
        held, self.held = self.held, None
        held.Free()

class Table:
    def __init__(self, comm):
        self.kept = MPI.Win.Allocate(8, 8, comm=comm)  # AD104
