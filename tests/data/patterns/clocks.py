# --- a duration in statistics beside the result

import time

def step(q):
    start = time.perf_counter()
    q = q / 2
    stats = {"time": time.perf_counter() - start, "n": 1}
    return q, stats

# --- a duration on a state that is returned

import time

def minimize(state):
    start = time.time()
    state.x = state.x / 2
    state.execution_time = time.time() - start
    return state

# --- a clock decides when to stop

import time

class Search:
    def __init__(self, limit):
        self.init = time.time()
        self.limit = limit
        self.stop = False

    def iterate(self, x):
        if time.time() - self.init >= self.limit:  # AD106
            self.stop = True
        return x / 2

# --- a clock for a log

import logging
import time

def advance(u):
    start = time.time()
    u = u / 2
    logging.info("took %s", time.time() - start)
    return u

# --- a timer object around the work

import time

class Timer:
    def __init__(self):
        self.total = 0

    def __enter__(self):
        self.start = time.perf_counter()

    def __exit__(self, *error):
        self.total += time.perf_counter() - self.start

def step(timer: Timer, u):
    with timer:
        return u / 2

# --- started after the warm-up, printed by one rank

from mpi4py import MPI

def latency(comm: MPI.Comm, u, skip, rank):
    t_start = 0
    for i in range(10):
        if i == skip:
            t_start = MPI.Wtime()
        u = comm.allreduce(u)
    if rank == 0:
        print(MPI.Wtime() - t_start)
    return u

# --- the data are scaled by a clock

import time

def drift(u):
    t = time.time()  # AD106
    return u * t

# --- a step that is as long as the last one took

import time

def march(u, last):
    now = time.time()  # AD106
    u = u + u * (now - last)
    return u

# --- a clock names a file

import time

def save(u):
    name = f"run-{time.strftime('%H%M')}.npy"
    print(name)
    return u / 2

# --- a timeout in polling

import time

def poll(ready, timeout):
    end = time.monotonic() + timeout
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError
