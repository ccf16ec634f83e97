# --- both on each branch, in either order

from mpi4py import MPI

def ping(comm: MPI.Comm, u):
    if comm.rank == 0:
        comm.Send(u, dest=1)
        comm.Recv(u, source=1)
    elif comm.rank == 1:
        comm.Recv(u, source=0)
        comm.Send(u, dest=0)

# --- some ranks only send, others only receive

from mpi4py import MPI

def gather(comm: MPI.Comm, u, parts):
    if comm.rank != 0:
        comm.send(u, dest=0)
        return u
    for rank in range(1, comm.size):
        parts.append(comm.recv(source=rank))
    return parts

# --- an early return before both

from mpi4py import MPI

def gather(comm: MPI.Comm, u, other):
    if other != 0:
        return u
    if comm.rank == 0:
        return comm.recv(source=1)
    comm.send(u, dest=0)
    return u

# --- a halo whose ends have one neighbour

from mpi4py import MPI

def halo(comm: MPI.Comm, u, before, after):
    for _ in range(2):
        if before is None:
            u = comm.recv(source=after)
        elif after is None:
            comm.send(u, dest=before)
        else:
            u = comm.sendrecv(u, dest=before, source=after)
    return u

# --- a send that nobody in the piece receives

from mpi4py import MPI

def stop(comm: MPI.Comm):
    comm.send(None, dest=0, tag=1)  # AD102

# --- a round trip over an intercommunicator

from mpi4py import MPI

class Counter:
    def __init__(self, comm: MPI.Intercomm):
        self.child = comm

    def next(self):
        self.child.send(1, dest=0)
        return self.child.recv(source=0)

# --- a server that may return before it answers

from mpi4py import MPI

def serve(comm: MPI.Comm, u, status):
    while True:
        comm.Recv(u, MPI.ANY_SOURCE, MPI.ANY_TAG, status)
        if status.tag == 1:
            return
        comm.Ssend(u, status.source, 0)

# --- a function for sending that is passed, not called

import torch.distributed as dist

def plan(u, peer):
    return [dist.P2POp(dist.isend, u, peer), dist.P2POp(dist.irecv, u, peer)]

# --- send is also a method of generators, sockets and pipes

import socket
from multiprocessing import Pipe

def drive(u):
    g = steps()
    next(g)
    return g.send(u)

def steps():
    yield (yield 1)

def tell(u):
    s = socket.socket()
    s.send(u)
    s.close()

def pipe(u):
    here, there = Pipe()
    here.send(u)

def anything(connection, u):
    connection.send(u)

# --- a callee sends, the caller receives

from mpi4py import MPI

comm = MPI.COMM_WORLD

def give(u):
    comm.Send(u, dest=1)

def swap(u):
    give(u)
    comm.Recv(u, source=0)
    return u

# --- messages of different tags

from mpi4py import MPI

def swap(comm: MPI.Comm, u):
    comm.Send(u, dest=1, tag=1)  # AD102
    comm.Recv(u, source=0, tag=2)  # AD102
    return u

# --- collectives are whole

from mpi4py import MPI

def norm(comm: MPI.Comm, u):
    comm.Bcast(u, root=0)
    return comm.allreduce(u @ u)

# --- a turn that is taken and passed on by with

from mpi4py import MPI

class Turn:
    def __init__(self, comm: MPI.Comm):
        self.comm = comm

    def __enter__(self):
        self.comm.recv(source=self.comm.rank - 1)
        return self

    def __exit__(self, *error):
        self.comm.send(None, dest=self.comm.rank + 1)

def step(comm: MPI.Comm, u):
    with Turn(comm):
        return u / 2

# --- a turn that is taken by with and passed on to nobody

from mpi4py import MPI

class Turn:
    def __init__(self, comm: MPI.Comm):
        self.comm = comm

    def __enter__(self):
        self.comm.recv(source=self.comm.rank - 1)  # AD102
        return self

    def __exit__(self, *error):
        self.comm = None

def step(comm: MPI.Comm, u):
    with Turn(comm):
        return u / 2

# --- a tree of sends and receives

from mpi4py import MPI

class Tree(MPI.Intracomm):
    def total(self, u):
        mask = 1
        while mask < self.size:
            if self.rank & mask:
                self.send(u, self.rank & ~mask)
            else:
                u = u + self.recv(source=self.rank | mask)
            mask <<= 1
        return u
