"""Files that objects own, and generators that may be None."""

from __future__ import annotations

from .judging import judged

HEAD = """\
import array, csv, io, pickle, shutil, tempfile
import numpy as np
import torch
class Owner:
    def __init__(self, file):
        self.file = file
    def read(self):
        return self.file.read()
    def __enter__(self):
        return self
    def __exit__(self, *_):
        self.file.close()
class Reader:
    def __init__(self, name):
        self.file = open(name)
    def read(self):
        return self.file.read()
    def close(self):
        self.file.close()
    def __enter__(self):
        return self
    def __exit__(self, *_):
        self.close()
def wrap(file):
    return Owner(file)
def rows(file):
    for row in file:
        yield row.split()
def parsed(file):
    return [row.split() for row in file]
def parsed_all(files):
    return [parsed(file) for file in files]
def closed(file):
    text = file.read()
    file.close()
    return text
def made(seed):
    return torch.Generator().manual_seed(seed) if seed is not None else None
"""
FILES = {  # the body of a function of a name
    "return Owner(open(n))": "no",
    "f, a = open(n, 'rb'), array.array('I')\n    a.fromfile(f, 1)\n    return a.tolist()": "unknown",
    "f, a = open(n, 'rb'), array.array('I')\n    a.fromfile(f, 1)\n    f.close()\n    return a.tolist()": "yes",
    "return wrap(open(n))": "no",
    "return io.TextIOWrapper(open(n, 'rb'))": "no",
    "return rows(open(n))": "no",
    "return list(rows(open(n)))": "no",
    "with open(n) as f:\n        return list(rows(f))": "yes",
    "return parsed(open(n))": "no",
    "f = open(n)\n    return parsed(f)": "no",
    "files = []\n    for one in n:\n        files.append(open(one))\n    return parsed_all(files)": "no",
    "return closed(open(n))": "yes",
    "with Owner(open(n)) as o:\n        return o.read()": "yes",
    "o = Owner(open(n))\n    try:\n        return o.read()\n    finally:\n        o.file.close()": "yes",
    "o = Owner(open(n))\n    return o.read()": "unknown",
    "r = Reader(n)\n    text = r.read()\n    r.close()\n    return text": "yes",
    "r = Reader(n)\n    return r.read()": "unknown",
    "return Reader(n)": "no",
    "r = Reader(n)\n    return r.file.read()": "unknown",
    "return len([Reader(n)])": "unknown",
    "with Reader(n) as r:\n        return r.read()": "yes",
    "with open(n) as f:\n        r = Owner(f)\n        return r.read()": "yes",
    "with open(n) as f:\n        r = csv.DictReader(f)\n        return [row for row in r]": "yes",
    "f = open(n)\n    r = Owner(f)\n    text = r.read()\n    f.close()\n    return text": "yes",
    "d = tempfile.mkdtemp()\n    return Owner(d)": "no",
    "d = tempfile.mkdtemp()\n    n(d)\n    shutil.rmtree(d)": "yes",
    "d = tempfile.mkdtemp()\n    return n(d)": "unknown",
    "with tempfile.TemporaryDirectory() as d:\n        o = Owner(d)\n        return n(o)": "yes",
    "return pickle.Unpickler(open(n, 'rb')).load()": "yes",
}
GENERATORS = {  # the body of a function of a number and a seed, which may be None
    "g = None\n    if s is not None:\n        g = torch.Generator().manual_seed(s)\n"
    "    return torch.randn(n, generator=g)": "no",
    "g = None\n    if s is not None:\n        g = torch.Generator().manual_seed(s)\n"
    "    if g is None:\n        g = torch.Generator().manual_seed(0)\n    return torch.randn(n, generator=g)": "yes",
    "g = None\n    if s is not None:\n        g = torch.Generator().manual_seed(s)\n"
    "    return torch.randn(n, generator=g) if g is not None else torch.zeros(n)": "yes",
    "return torch.randperm(n, generator=made(s))": "no",
    "g = made(s)\n    if not g:\n        return torch.arange(n)\n    return torch.randperm(n, generator=g)": "yes",
    "return np.random.default_rng(None if s < 0 else s).normal(size=n)": "no",
    "return np.random.default_rng(0 if s is None else s).normal(size=n)": "yes",
}


test_a_file_that_an_object_owns_is_given_back_or_stays_open = judged(FILES, f"{HEAD}def f(n):\n    ")


test_a_generator_that_may_be_none_is_the_hidden_one = judged(GENERATORS, f"{HEAD}def f(n, s):\n    ")
