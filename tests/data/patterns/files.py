# --- opened on a branch, closed where it is not what was given

def load(f):
    if hasattr(f, "read"):
        stream = f
    else:
        stream = open(f)
    try:
        return stream.readline()
    finally:
        if stream is not f:
            stream.close()

# --- opened on a branch and never closed

def load(f):
    if hasattr(f, "read"):
        stream = f
    else:
        stream = open(f)  # AD101
    return stream.readline()

# --- rewrapped by an object that owns it, closed under the negated condition

class Buffered:
    def __init__(self, stream):
        self.stream = stream

    def close(self):
        self.stream.close()

def load(name):
    if hasattr(name, "read"):
        stream = name
    else:
        stream = open(name, "rb")
    stream = Buffered(stream)
    try:
        return stream.stream.read()
    finally:
        if not hasattr(name, "read"):
            stream.close()

# --- the same test twice

def save(name, u):
    if hasattr(name, "write"):
        stream = name
    else:
        stream = open(name, "wb")
    try:
        stream.write(u)
    finally:
        if not hasattr(name, "write"):
            stream.close()

# --- the test turned round

def save(name, u):
    if not hasattr(name, "write"):
        stream = open(name, "wb")  # AD101
    else:
        stream = name
    stream.write(u)
    if hasattr(name, "write"):
        stream.close()

# --- a helper that returns one of several opened files

import bz2
import gzip

def reader(path):
    if path.endswith(".gz"):
        return gzip.open(path)
    elif path.endswith(".bz2"):
        return bz2.BZ2File(path, "rb")
    return open(path, "rb")

def total(path):
    with reader(path) as f:
        return len(f.read())

# --- a helper whose file is not closed by its caller

def reader(path):
    return open(path, "rb")  # AD101

def total(path):
    f = reader(path)
    return len(f.read())

# --- a flag of ownership in a tuple

def reader(source):
    if isinstance(source, str):
        return open(source), True
    return source, False

def total(source):
    stream, owned = reader(source)
    try:
        return len(stream.read())
    finally:
        if owned:
            stream.close()

# --- returned within an object

class Reader:
    def __init__(self, stream):
        self.stream = stream

    def close(self):
        self.stream.close()

def reader(path):
    stream = open(path, "rb")
    return Reader(stream), True

# --- an alias is closed

def unpack(path, compressed):
    f = open(path, "rb")
    if compressed:
        out = open(path + ".raw", "w+b")
        out.write(f.read())
        f.close()
        f = out
    head = f.read(4)
    f.close()
    return head

# --- kept on self and closed by the class

class Records:
    def __init__(self, path):
        self.stream = open(path, "rb")

    def close(self):
        self.stream.close()

    def __exit__(self, *error):
        self.close()

# --- kept on self and closed by nobody

class Records:
    def __init__(self, path):
        self.stream = open(path, "rb")  # AD101

    def read(self):
        return self.stream.read()

# --- kept on self and closed under a condition, also by __del__

class Records:
    def __init__(self, path):
        self.fp = open(path, "rb")

    def close(self):
        if hasattr(self, "fp") and not self.fp.closed:
            self.fp.close()

    __del__ = close

# --- files in a dictionary, closed in a loop

def merge(names):
    handles = {}
    try:
        for name in names:
            handles[name] = open(name, "rb")
        return [h.read() for h in handles.values()]
    finally:
        for h in handles.values():
            h.close()

# --- files in a list that nobody closes

def merge(names):
    handles = [open(name, "rb") for name in names]  # AD101
    return [h.read() for h in handles]

# --- some attempt opens the file

def attempt(names):
    for name in names:
        try:
            f = open(name, "x")
        except FileExistsError:
            continue
        break
    else:
        raise OSError("no free name")
    try:
        f.write("1")
    finally:
        f.close()

# --- a context manager made of a generator

from contextlib import contextmanager

@contextmanager
def opened(path):
    f = open(path)
    try:
        yield f
    finally:
        f.close()

def total(path):
    with opened(path) as f:
        return len(f.read())

# --- a with block that is left by return and raise

import numpy as np

def read(path):
    with np.load(path) as loaded:
        if "a" not in loaded:
            raise KeyError("a")
        if loaded["a"] is None:
            return None
        return loaded["a"] * 2

# --- closed in an else, left open by a return before

def read(path, head):
    f = open(path)  # AD101
    if head:
        return f.readline()
    else:
        text = f.read()
        f.close()
    return text

# --- only text speaks of it

def read(path):
    '''Like `open(path).read()`.'''
    return len("open(path)")

# --- pathlib reads in one go, and opens to be closed

from pathlib import Path

def read(path):
    head = Path(path).read_text()
    f = Path(path).open()  # AD101
    return head + f.read()

# --- an exit stack closes

from contextlib import ExitStack

def merge(names):
    with ExitStack() as stack:
        files = [stack.enter_context(open(name)) for name in names]
        return [f.read() for f in files]

# --- handed to a thread that closes it

import threading
from contextlib import contextmanager

import h5py

def finish(f):
    f.flush()
    f.close()

@contextmanager
def output(path, threaded):
    f = h5py.File(path, "w")
    try:
        yield f
    finally:
        if threaded:
            threading.Thread(target=finish, args=(f,)).start()
        else:
            finish(f)

# --- a file under a condition, standard output otherwise

import sys

def dump(u, filename):
    f = open(filename, "w") if filename else sys.stdout  # AD101
    f.write(str(u))
    if filename == "never":
        f.close()

# --- a file under a condition, closed under it

import sys

def dump(u, filename):
    f = open(filename, "w") if filename else sys.stdout
    f.write(str(u))
    if filename:
        f.close()

# --- closed in a finally around a raise

def read(path):
    f = open(path, "rb")
    try:
        if f.read(4) != b"SR":
            raise ValueError("no such file")
        return f.read()
    finally:
        f.close()

# --- a raise leaves it open

def read(path):
    f = open(path, "rb")
    if f.read(4) != b"SR":
        raise ValueError("no such file")
    data = f.read()
    f.close()
    return data

# --- a with block entered later

def read(path):
    f = open(path)
    with f:
        return f.read()

# --- closing()

from contextlib import closing

def read(path):
    with closing(open(path)) as f:
        return f.read()

# --- passed to an object whose class closes it

class Writer:
    def __init__(self, stream):
        self.stream = stream

    def close(self):
        self.stream.close()

def save(path, u):
    w = Writer(open(path, "w"))
    w.stream.write(u)
    w.close()

# --- opened in every iteration

def each(names, u):
    for name in names:
        f = open(name)  # AD101
        u = u + float(f.read())
    return u

# --- os.open and os.close

import os

def lock(path):
    fd = os.open(path, os.O_RDWR)
    os.write(fd, b"1")
    os.close(fd)

def leak(path):
    fd = os.open(path, os.O_RDWR)  # AD101
    os.write(fd, b"1")

# --- closed by a function that is given any number of them

def close_all(*held):
    for one in held:
        if hasattr(one, "close"):
            one.close()

def step(path, u):
    f = open(path)
    u = u + float(f.read())
    close_all(f, None)
    return u
