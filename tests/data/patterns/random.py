# --- the global generator of NumPy

import numpy as np

def start(n):
    return np.random.randint(0, 2, size=n) * 2 - 1  # AD105

# --- the global generators of torch and Python

import random

import torch

def sketch(a):
    r = torch.randn(a.shape[-1], 6)  # AD105
    return a @ r * random.random()  # AD105

# --- an imported function of the global generator

from numpy.random import permutation as shuffled

def pivot(n):
    return shuffled(n)  # AD105

# --- a generator without a seed

import numpy as np

def restart(a):
    rng = np.random.default_rng()  # AD105
    return a + rng.normal(size=a.shape)

# --- a generator from a parameter is the caller's business

import numpy as np

def sketch(a, rng=None):
    rng = np.random.default_rng(rng)
    return a @ rng.normal(size=a.shape)

# --- a generator on self, from outside

class Potential:
    def __init__(self, rng):
        self.rng = rng

    def random(self, n):
        return self.rng.normal(size=n)

# --- a seed before the draw

import numpy as np

def build(n):
    np.random.seed(42)
    return np.random.normal(size=n)

# --- a seed on one path only

import numpy as np

def build(n, seed):
    if seed is not None:
        np.random.seed(seed)
    return np.random.normal(size=n)  # AD105

# --- another module called random

from jax import random

def init(key, shape):
    return random.uniform(key, shape)

# --- a local that hides the module

import random

def pick(random, n):
    return random.choice(n)

# --- a generator of torch that is passed

import torch

def fill(shape, generator):
    return torch.randn(shape, generator=generator)

# --- np is not NumPy everywhere

def spawn(comm):
    np = comm.Get_remote_size()
    return np + 1

# --- a draw in a callee

import numpy as np

def noise(n):
    return np.random.normal(size=n)  # AD105

def kick(u):
    return u + noise(len(u))

# --- the global generator from a helper, where None is passed

import numpy as np

def check(seed):
    if seed is None:
        return np.random.mtrand._rand
    return np.random.RandomState(seed)

def hop(x, seed):
    return x + check(seed).normal()

# --- numpy's function is replaced

import numpy as np

def fixed(seed):
    np.random.default_rng = lambda: seed

# --- an in-place sampler with a generator

import torch

def gumbel(u, g):
    return u + torch.empty(u.shape).normal_(generator=g)

# --- a seeded RandomState

import numpy as np

def steps(order):
    return np.random.RandomState(7).normal(size=order)

def steps2(order):
    return np.random.RandomState().normal(size=order)  # AD105

# --- a torch generator with and without seed

import torch

def fill(n):
    torch.manual_seed(0)
    return torch.randn(n)

# --- the state of torch's own generator is set, and put back

import torch

def hashed(u):
    generator = torch.default_generator
    state = generator.get_state()
    try:
        generator.manual_seed(0)
        return u * torch.rand(3)
    finally:
        generator.set_state(state)

# --- the state of torch's own generator is read

import torch

def unhashed(u):
    torch.default_generator.get_state()
    return u * torch.rand(3)  # AD105

# --- secrets and os

import os
import uuid

def name(u):
    print(uuid.uuid4())
    return u / os.urandom(4)[0]  # AD105

# --- a generator without a seed that nothing is drawn from

import numpy as np
from scipy.stats import qmc

def points(n):
    engine = qmc.Sobol(d=2, scramble=False, seed=np.random.RandomState())
    return engine.random(n)

def scrambled(n):
    engine = qmc.Sobol(d=2, scramble=True, seed=np.random.RandomState())  # AD105
    return engine.random(n)

# --- a generator in a variable of the module

import numpy as np

rng = np.random.default_rng(3)

def kick(u):
    return u + rng.normal(size=u.shape)  # AD105

def anew(u, seed):
    global rng
    rng = np.random.default_rng(seed)
    return kick(u) / 2

# --- a generator in a variable of the module, seeded before the draw

import random

stream = random.Random()

def scenario(n, offset):
    stream.seed(n + offset)
    return demand(n) + stream.random()

def demand(n):
    return n * stream.gauss(0, 1)  # AD105

# --- a generator that another variable hides

import numpy as np

rng = np.random.default_rng(3)

def kick(u, rng):
    return u + rng.normal(size=u.shape)

def local(u):
    rng = np.random.default_rng(5)
    return u + rng.normal(size=u.shape)

# --- a generator without a seed that nothing draws from

import numpy as np

stream = np.random.RandomState()

def kick(u):
    return u / 2

# --- a generator without a seed that is drawn from as it is

import numpy as np

stream = np.random.RandomState()  # AD105

def seed(value):
    stream.seed(value)

def local(u, value):
    stream = np.random.RandomState(0)
    stream.seed(value + 1)
    return u * stream.rand()

def kick(u):
    return u * stream.rand()  # AD105

# --- generators in attributes, one seeded before the draw

import random

class Looper:
    def __init__(self, seed):
        self.given = seed
        self.stream = random.Random()
        self.other = random.Random()  # AD105

    def main(self, u):
        self.stream.seed(self.given)
        return u * self.stream.random()

    def aside(self, u):
        return u * self.other.random()

# --- noise that is drawn once, and kept

import numpy as np
import torch

_noise = None

class Layer:
    def lazily(self, u):
        if self.noise is None:
            self.noise = np.random.normal(size=u.shape)
        return u + self.noise

    def at_first(self, u):
        if not hasattr(self, "noise"):
            self.noise = np.random.normal(size=u.shape)
        return u + self.noise

    def started(self, u):
        if not self.ready.item():
            self.weight.data.copy_(torch.randn_like(u))
            self.ready.fill_(1)
        return u + self.weight

    def again(self, u):
        if self.noise is None:
            self.noise = np.random.normal(size=u.shape)  # AD105
        v = u + self.noise
        self.noise = None
        return v

    def elsewhere(self, u):
        if self.given is None:
            self.noise = np.random.normal(size=u.shape)  # AD105
        return u + self.noise

def shared(u):
    global _noise
    if _noise is None:
        _noise = np.random.normal(size=u.shape)
    return u + _noise

def passed(u, noise=None):
    if noise is None:
        noise = np.random.normal(size=u.shape)  # AD105
    return u + noise

def local(u):
    layer = Layer()
    if layer.noise is None:
        layer.noise = np.random.normal(size=u.shape)  # AD105
    return u + layer.noise

# --- a generator in a variable of the module, given to what draws

import numpy as np
import scipy.stats
import torch

rng = np.random.default_rng(3)
stream = torch.Generator()

def kick(u):
    return u + scipy.stats.norm.rvs(size=3, random_state=rng)  # AD105

def noise(u):
    return u + torch.randn(3, generator=stream)  # AD105

def told(u):
    stream.manual_seed(3)
    return u + torch.randn(3, generator=stream)

def local(u, rng):
    return u + scipy.stats.norm.rvs(size=3, random_state=rng)

def fixed(u):
    return u + scipy.stats.norm.rvs(size=3, random_state=3)
