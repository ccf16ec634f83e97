"""Advection-diffusion on a ring of ranks: each rank owns a strip of rows and exchanges halo rows each step.

The tracer c is carried by the velocity (p, q), periodic along the rows and open at the first and last rank.
The objective is the squared distance to an observed field. Where a land model has spawned these ranks, the
flux through the first row goes to it in each step. Run with `mpiexec -n 4 python halo_mpi4py.py`.
"""

import numpy as np
from mpi4py import MPI

TAG_DOWN, TAG_UP, TAG_FLUX = 11, 12, 13
H, DT, DIFFUSIVITY = 1.0 / 256, 1.0e-3, 1.0e-3


def neighbours(comm: MPI.Comm):
    """The ranks above and below; `PROC_NULL` past the ends."""
    rank, size = comm.Get_rank(), comm.Get_size()
    above = rank - 1 if rank > 0 else MPI.PROC_NULL
    below = rank + 1 if rank < size - 1 else MPI.PROC_NULL
    return above, below


def exchange_down(c, comm: MPI.Comm, above, below):
    """Fill the halo row above from the last owned row of the rank above."""
    last = np.ascontiguousarray(c[-2])
    request = comm.Isend(last, dest=below, tag=TAG_DOWN)
    if above == MPI.PROC_NULL:
        c[0] = c[1]
        return c
    row = np.empty_like(last)
    comm.Recv(row, source=above, tag=TAG_DOWN)
    c[0] = row
    request.Wait()
    return c


def exchange_up(c, comm: MPI.Comm, above, below):
    """Fill the halo row below from the first owned row of the rank below."""
    row = np.empty(c.shape[1])
    requests = [
        comm.Isend(np.ascontiguousarray(c[1]), dest=above, tag=TAG_UP),
        comm.Irecv(row, source=below, tag=TAG_UP),
    ]
    MPI.Request.Waitall(requests)
    c[-1] = c[-2] if below == MPI.PROC_NULL else row
    return c


def tendency(c, p, q):
    """Central differences on the owned rows."""
    middle = c[1:-1]
    east, west = np.roll(middle, -1, axis=1), np.roll(middle, 1, axis=1)
    advection = p * (east - west) / (2 * H) + q * (c[2:] - c[:-2]) / (2 * H)
    diffusion = DIFFUSIVITY * (east + west + c[2:] + c[:-2] - 4 * middle) / H**2
    return diffusion - advection


def export_flux(c, q, land: MPI.Intercomm):
    """The tracer flux through the first owned row, handed to the land model."""
    flux = q[0] * c[1]
    land.send(flux, dest=0, tag=TAG_FLUX)
    return flux


def step(c, p, q, comm: MPI.Comm, land: MPI.Intercomm):
    """One Heun step of the owned rows, halos included."""
    above, below = neighbours(comm)
    c = exchange_up(exchange_down(c.copy(), comm, above, below), comm, above, below)
    first = tendency(c, p, q)
    guess = c.copy()
    guess[1:-1] += DT * first
    guess = exchange_up(exchange_down(guess, comm, above, below), comm, above, below)
    c[1:-1] += 0.5 * DT * (first + tendency(guess, p, q))
    if above == MPI.PROC_NULL and land != MPI.COMM_NULL:
        export_flux(c, q, land)
    return c


def global_sum(values, comm: MPI.Comm):
    """The sum over all ranks, on a communicator of its own so that no other message can be matched."""
    private = comm.Dup()
    total = private.allreduce(float(values.sum()), op=MPI.SUM)
    return total


def misfit(c, observed, comm: MPI.Comm):
    """Half the squared distance to the observed field, over all ranks."""
    difference = c[1:-1] - observed
    return 0.5 * H**2 * global_sum(difference**2, comm)


def objective(c, p, q, observed, steps, comm: MPI.Comm, land: MPI.Intercomm):
    """The misfit after `steps` steps."""
    for _ in range(steps):
        c = step(c, p, q, comm, land)
    return misfit(c, observed, comm)


def main():
    """Carry a blob for a hundred steps and print the misfit to where it started."""
    comm = MPI.COMM_WORLD
    rows, columns = 256 // comm.Get_size(), 256
    top = comm.Get_rank() * rows
    y, x = np.mgrid[top - 1 : top + rows + 1, 0:columns] * H
    c = np.exp(-((x - 0.5) ** 2 + (y - 0.5) ** 2) / 0.05**2)
    p, q = np.full((rows, columns), 0.7), np.full((rows, columns), 0.2)
    value = objective(c, p, q, c[1:-1].copy(), 100, comm, land=MPI.Comm.Get_parent())
    if comm.Get_rank() == 0:
        print(f"misfit {value:.6e}")


if __name__ == "__main__":
    main()
