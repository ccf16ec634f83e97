"""What the reverse sweep computes of each operation, which autograd traces in turn inside of another derivative: the
rules of `autograd/numpy/numpy_vjps.py` and `autograd/scipy/special.py` of autograd 1.9, in their steps.

A function is named by an operation and the place of the operand that its result belongs to, or by an operation alone if
it is the same for all. It is given the gradient, the operands, and the result.
"""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Machine
from adlint.evaluate.values import Value

MODULE = "autograd.<backward>"
_TEXT = """
import autograd.numpy as np
import autograd.scipy.special as special
from autograd.rules import adjoint, count, middle, moved, part, repeated, untaken

def balanced(x, z, y):
    return (x == z) / (1.0 + (x == y))

def add(g, a, b, r): return g
def subtract_0(g, a, b, r): return g
def subtract_1(g, a, b, r): return -g
def multiply_0(g, a, b, r): return b * g
def multiply_1(g, a, b, r): return a * g
def divide_0(g, a, b, r): return g / b
def divide_1(g, a, b, r): return -g * a / b**2
def maximum_0(g, a, b, r): return g * balanced(a, r, b)
def maximum_1(g, a, b, r): return g * balanced(b, r, a)
def minimum_0(g, a, b, r): return g * balanced(a, r, b)
def minimum_1(g, a, b, r): return g * balanced(b, r, a)
def logaddexp_0(g, a, b, r): return g * np.exp(a - r)
def logaddexp_1(g, a, b, r): return g * np.exp(b - r)
def power_0(g, a, b, r):
    return g * b * a ** (np.where(b, b - 1, 1.0) if isinstance(b, np.ndarray) else b - 1.0)
def power_1(g, a, b, r): return g * np.log(np.where(a, a, 1.0)) * r
def arctan2_0(g, a, b, r): return g * b / (a**2 + b**2)
def arctan2_1(g, a, b, r): return g * -a / (a**2 + b**2)
def hypot_0(g, a, b, r): return g * a / r
def hypot_1(g, a, b, r): return g * b / r

def negative(g, a, r): return -g
def absolute(g, a, r): return g * np.where(np.conj(a), np.conj(a), 0.0) / np.where(r, r, 1.0)
def fabs(g, a, r): return np.sign(a) * g
def reciprocal(g, a, r): return -g / a**2
def exp(g, a, r): return r * g
def exp2(g, a, r): return r * np.log(2) * g
def expm1(g, a, r): return (r + 1) * g
def log(g, a, r): return g / a
def log2(g, a, r): return g / a / np.log(2)
def log10(g, a, r): return g / a / np.log(10)
def log1p(g, a, r): return g / (a + 1)
def sin(g, a, r): return g * np.cos(a)
def cos(g, a, r): return -g * np.sin(a)
def tan(g, a, r): return g / np.cos(a) ** 2
def arcsin(g, a, r): return g / np.sqrt(1 - a**2)
def arccos(g, a, r): return -g / np.sqrt(1 - a**2)
def arctan(g, a, r): return g / (1 + a**2)
def sinh(g, a, r): return g * np.cosh(a)
def cosh(g, a, r): return g * np.sinh(a)
def tanh(g, a, r): return g / np.cosh(a) ** 2
def arcsinh(g, a, r): return g / np.sqrt(a**2 + 1)
def arccosh(g, a, r): return g / np.sqrt(a**2 - 1)
def arctanh(g, a, r): return g / (1 - a**2)
def square(g, a, r): return g * 2 * a
def sqrt(g, a, r): return g * 0.5 * a**-0.5
def clip_0(g, a, low, high, r): return g * np.logical_and(r != low, r != high)
def where_1(g, c, a, b, r): return np.where(c, g, np.zeros(g.shape))
def where_2(g, c, a, b, r): return np.where(c, np.zeros(g.shape), g)

def reshape(g, a, r): return np.reshape(g, np.shape(a))
def ravel(g, a, r): return np.reshape(g, np.shape(a))
def flatten(g, a, r): return np.reshape(g, np.shape(a))
def expand_dims(g, a, r): return np.reshape(g, np.shape(a))
def squeeze(g, a, r): return np.reshape(g, np.shape(a))
def transpose(g, a, r): return moved(g, a)
def roll(g, a, r): return np.roll(g, 1, axis=0)
def flip(g, a, r): return np.flip(g)
def triu(g, a, r): return np.triu(g)
def tril(g, a, r): return np.tril(g)
def getitem_0(g, a, r): return untaken(g, a)
def untaken_0(g, a, r): return part(g, a)

def mean(g, a, r): return repeated(g, a, r) / count(a, r)
def var(g, a, r): return 2.0 * repeated(g, a, r) * np.conj(a - middle(a, r)) / count(a, r)
def std(g, a, r): return repeated(g / r, a, r) * np.conj(a - middle(a, r)) / count(a, r)
def trace(g, a, r): return np.einsum("ij,...->ij...", np.eye(a.shape[0], a.shape[1]), g)

def dot_0(g, a, b, r): return adjoint(b, g, a)
def dot_1(g, a, b, r): return adjoint(a, g, b)
def adjoint_0(g, a, b, r): return adjoint(g, b, a)
def adjoint_1(g, a, b, r): return adjoint(g, a, b)
def inner_0(g, a, b, r): return adjoint(b, g, a)
def inner_1(g, a, b, r): return adjoint(a, g, b)
def tensordot_0(g, a, b, r): return adjoint(b, g, a)
def tensordot_1(g, a, b, r): return adjoint(a, g, b)
def outer_0(g, a, b, r): return np.dot(g, b.T)
def outer_1(g, a, b, r): return np.dot(a.T, g)
def matmul_0(g, a, b, r):
    if g.ndim == 0:
        return g * b
    if a.ndim == 1:
        g = np.expand_dims(g, g.ndim - 1)
    if b.ndim == 1:
        b, g = np.expand_dims(b, 0), np.expand_dims(g, g.ndim)
    else:
        b = np.swapaxes(b, b.ndim - 2, b.ndim - 1)
    return np.matmul(g, b)
def matmul_1(g, a, b, r):
    if g.ndim == 0:
        return g * a
    is_vector = b.ndim == 1
    if is_vector:
        g = np.expand_dims(g, g.ndim)
    if a.ndim == 1:
        a, g = np.expand_dims(a, 1), np.expand_dims(g, g.ndim - 1)
    else:
        a = np.swapaxes(a, a.ndim - 2, a.ndim - 1)
    result = np.matmul(a, g)
    return np.squeeze(result, g.ndim - 1) if is_vector else result

def expit(g, a, r): return g * r * (1 - r)
def gammaln(g, a, r): return g * special.psi(a)
def erf(g, a, r): return 1.1283791670955126 * g * np.exp(-(a**2))
def logsumexp(g, a, r): return repeated(g, a, r) * np.exp(a - repeated(r, a, r))
"""
_REDUCED = """
def add_reduce(g, a, r): return repeated(g, a, r)
def multiply_reduce(g, a, r): return repeated(g * r, a, r) / a
def maximum_reduce(g, a, r):
    places = a == repeated(r, a, r)
    return repeated(g, a, r) * places / np.sum(places, axis=0, keepdims=True)
def minimum_reduce(g, a, r): return maximum_reduce(g, a, r)
def add_accumulate(g, a, r): return np.reshape(np.cumsum(g[::-1])[::-1], np.shape(a))
"""
# what autograd does not trace
NOT_TRACED = frozenset(
    "sign floor ceil round rint trunc floor_divide zeros_like ones_like empty_like full_like".split()
)
# of which an operand is a part, as it went in; and those of which gradients are summed where operands were broadcast
PARTED = frozenset("array stack concatenate vstack hstack column_stack append split".split())
BROADCAST = frozenset(
    "add subtract multiply divide maximum minimum logaddexp power arctan2 hypot matmul".split()
)


def formula(m: Machine, name: str, place: int) -> Value:
    """The function for an operand of an operation; None if there is none."""
    short = name.removeprefix("numpy.").removeprefix("scipy.special.").replace(".", "_")
    found = of_text(m, MODULE, _TEXT + _REDUCED)
    return found.get(f"{short}_{place}", found.get(short))
