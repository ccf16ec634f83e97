# --- stored in a list by index

from mpi4py import MPI

def burst(comm: MPI.Comm, u, n):
    requests = [MPI.REQUEST_NULL] * n
    for j in range(n):
        requests[j] = comm.Isend(u[j], dest=1)
    MPI.Request.Waitall(requests)
    comm.Recv(u, source=1)

# --- in a list literal alone

from mpi4py import MPI

def ring(comm: MPI.Comm, u, v):
    MPI.Request.Waitall([comm.Isend(u, dest=1), comm.Irecv(v, source=0)])

# --- in a list literal that nobody waits for

from mpi4py import MPI

def ring(comm: MPI.Comm, u, v):
    requests = [comm.Isend(u, dest=1), comm.Irecv(v, source=0)]  # AD103 AD103
    return len(requests)

# --- polled until it is done

import time
from mpi4py import MPI

def barrier(comm: MPI.Comm):
    request = comm.Ibarrier()
    while not request.Test():
        time.sleep(0.1)

# --- polled with a message

from mpi4py import MPI

def poll(comm: MPI.Comm, u):
    comm.send(u, dest=0)
    request = comm.irecv(source=0)
    done, message = request.test()
    while not done:
        done, message = request.test()
    return message

# --- appended, then waited for together

from mpi4py import MPI

def scatter(comm: MPI.Comm, u, v):
    requests = []
    for rank in range(comm.size):
        requests.append(comm.isend(u[rank], dest=rank))
    v[:] = comm.recv(source=0)
    MPI.Request.waitall(requests)

# --- waited for in the same expression

from mpi4py import MPI

def send(comm: MPI.Comm, u, v):
    comm.Isend(u, dest=1).Wait()
    comm.Irecv(v, source=1).Wait()

# --- returned by a comprehension

from mpi4py import MPI

def start(comm: MPI.Comm, parts):
    return [comm.issend(part, dest=0) for part in parts]

def whole(comm: MPI.Comm, parts):
    requests = start(comm, parts)
    comm.recv(source=0)
    MPI.Request.waitall(requests)

# --- an asynchronous reduction that is returned

import torch.distributed as dist

def reduce(u):
    return dist.all_reduce(u, async_op=True)

# --- a blocking reduction has no request

import torch.distributed as dist

def reduce(u):
    dist.all_reduce(u)
    return u * 2

# --- waited for by a comprehension

import torch.distributed as dist

def sync(parts):
    handles = []
    for part in parts:
        handles.append(dist.broadcast(part, src=0, async_op=True))
    _ = [h.wait() for h in handles]

# --- waited for behind a test for None

import torch.distributed as dist

def send(u, v):
    work = dist.isend(u, dst=1)
    if work is not None:
        work.wait()
    dist.recv(v, src=1)

# --- a persistent request starts nothing

from mpi4py import MPI

def prepare(comm: MPI.Comm, u):
    request = comm.Send_init(u, dest=1)
    request.Free()

# --- an unbound method, waited for

from mpi4py import MPI

def swap(comm: MPI.Comm, u, v):
    request = MPI.Comm.Isend(comm, u, 1)
    comm.Recv(v, source=0)
    MPI.Request.Wait(request)

# --- closures append, the outer function returns the list

from mpi4py import MPI

def sender(comm: MPI.Comm):
    requests = []

    def send(u, dest):
        requests.append(MPI.Comm.Isend(comm, u, dest))

    return send, requests

def exchange(comm: MPI.Comm, u):
    send, requests = sender(comm)
    send(u, 1)
    comm.Recv(u, source=0)
    MPI.Request.Waitall(requests)

# --- through a message

from mpi4py import MPI

def probe(comm: MPI.Comm, status):
    return comm.mprobe(source=0).irecv().wait(status)

# --- testall in a loop

from mpi4py import MPI

def drain(comm: MPI.Comm, u):
    requests = []
    for rank in range(comm.size):
        requests.append(comm.Irecv(u[rank], source=rank))
        comm.Send(u[rank], dest=rank)
    while not MPI.Request.Testall(requests):
        pass

# --- waitany until none is left

from mpi4py import MPI

def drain(comm: MPI.Comm, u, v):
    requests = [comm.Irecv(part) for part in u]
    comm.Send(v, dest=0)
    while True:
        index = MPI.Request.Waitany(requests)
        if index == MPI.UNDEFINED:
            break

# --- started in a callee, waited for by its caller

from mpi4py import MPI

def start(comm: MPI.Comm, u):
    return comm.Isend(u, dest=1)

def swap(comm: MPI.Comm, u, v):
    request = start(comm, u)
    comm.Recv(v, source=1)
    request.Wait()

# --- started in a callee, dropped by its caller

from mpi4py import MPI

def start(comm: MPI.Comm, u):
    return comm.Isend(u, dest=1)  # AD103

def forget(comm: MPI.Comm, u, v):
    start(comm, u)
    comm.Recv(v, source=1)

# --- waited for on one branch of two

from mpi4py import MPI

def swap(comm: MPI.Comm, u, v, late):
    request = comm.Isend(u, dest=1)  # AD103
    comm.Recv(v, source=0)
    if not late:
        request.Wait()
    return v

# --- left by a return before the wait

from mpi4py import MPI

def swap(comm: MPI.Comm, u, v):
    request = comm.Irecv(v, source=0)  # AD103
    comm.Send(u, dest=1)
    if u[0] == 0:
        return u
    request.Wait()
    return v

# --- waited for on both branches, in different ways

from mpi4py import MPI

def swap(comm: MPI.Comm, u, v, blocking):
    request = comm.Irecv(v, source=0)
    comm.Send(u, dest=1)
    if blocking:
        request.Wait()
    else:
        MPI.Request.Waitall([request])
    return v

# --- polled by the method of the class, which a function picks

import time
from mpi4py import MPI

def method(comm):
    return MPI.Request.test if isinstance(comm, MPI.Comm) else MPI.Request.wait

def ring(comm: MPI.Comm, u):
    test = method(comm)
    request = comm.issend(u, dest=1)  # AD102
    while not test(request)[0]:
        time.sleep(0.1)
