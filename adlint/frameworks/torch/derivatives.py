"""`torch.func.grad` and its kin: derivatives of a function, recorded around it as by `torch.autograd.grad`.

What the graph outside keeps of the function and of its reverse sweep is what `create_graph` keeps, but for what only
the value needs, which is gone where no value is given (`torch/_functorch/eager_transforms.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from adlint.evaluate.invocation.calls import flat
from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Transformed, Value
from adlint.frameworks.torch.graph import graph, reached
from adlint.trace import Array, Call, Node, Op, Trace

GRADIENT = "torch.<grad>"
_MODULE = "torch.<derivatives>"
_TEXT = """
import torch

def traced(tree):
    if isinstance(tree, dict):
        return {key: traced(one) for key, one in tree.items()}
    if isinstance(tree, (tuple, list)):
        return tuple([traced(one) for one in tree])
    return tree.view_as(tree)  # whether the graph outside records what is done with it is told by the tensor itself

def leaves(tree):
    if isinstance(tree, dict):
        return [leaf for one in tree.values() for leaf in leaves(one)]
    if isinstance(tree, (tuple, list)):
        return [leaf for one in tree for leaf in leaves(one)]
    return [tree]

def like(tree, parts):
    if isinstance(tree, dict):
        return {key: like(one, parts) for key, one in tree.items()}
    if isinstance(tree, (tuple, list)):
        return tuple([like(one, parts) for one in tree])
    return next(parts)

def back(value, inputs, seeds):
    found = torch.autograd.grad(leaves(value), leaves(inputs), leaves(seeds), create_graph=True)
    zeros = [torch.zeros_like(one) if grad is None else grad for grad, one in zip(found, leaves(inputs))]
    return like(inputs, iter(zeros))

def grad_and_value(func, argnums=0, has_aux=False):
    def run(*args, **kwargs):
        places = (argnums,) if isinstance(argnums, int) else argnums
        given = [traced(one) if place in places else one for place, one in enumerate(args)]
        found = func(*given, **kwargs)
        value = found[0] if has_aux else found
        gradients = back(value, tuple([given[place] for place in places]), torch.ones_like(value))
        return gradients[0] if isinstance(argnums, int) else gradients, found
    return run

def grad(func, argnums=0, has_aux=False):
    both = grad_and_value(func, argnums, has_aux)
    def run(*args, **kwargs):
        gradients, found = both(*args, **kwargs)
        return (gradients, found[1]) if has_aux else gradients
    return run

def vjp(func, *primals, has_aux=False):
    given = traced(primals)
    found = func(*given)
    value = found[0] if has_aux else found
    def run(seeds):
        gradients = back(value, given, seeds)
        return gradients
    return (value, run, found[1]) if has_aux else (value, run)

def jacrev(func, argnums=0, has_aux=False):
    def run(*args):
        given = [traced(one) if place == argnums else one for place, one in enumerate(args)]
        found = func(*given)
        value = found[0] if has_aux else found
        basis = torch.zeros(value.numel(), *value.shape, dtype=value.dtype)
        several = torch.vmap(lambda seed: back(value, given[argnums], seed))(basis)
        jacobian = several.view(*value.shape, *args[argnums].shape)
        return (jacobian, found[1]) if has_aux else jacobian
    return run
"""
FUNCTIONS = ("grad", "grad_and_value", "vjp", "jacrev")


def made(m: Machine, name: str, given: Given) -> Value:
    """`grad(f)`, `grad_and_value(f)`, or what `vjp(f, x)` gives."""
    short = name.rpartition(".")[2]
    found = m.tables.call(m, of_text(m, _MODULE, _TEXT)[short], given)
    return Transformed(GRADIENT, found) if short in ("grad", "jacrev") else found


def called(m: Machine, callee: Transformed, given: Given) -> Value:
    """A call of `grad(f)`, after which only what leads to the gradient is still there."""
    trace, result = m.traced(lambda: m.tables.call(m, callee.function, given))
    known, results = graph(m), flat(m, Given((result,)))
    left = {one.number for one in reached([known.source(one) for one in results if isinstance(one, Array)])}
    m.trace += _without(trace, left)
    return result


def _without(trace: Trace, left: set[int]) -> Iterator[Node]:
    """A trace in which nothing is recorded of operations that nothing is left of."""
    for node in trace:
        match node:
            case Op() if not any(one.number in left for one in node.results) and not node.attribute("plain"):
                yield replace(node, attributes=(*node.attributes, ("plain", True)))
            case Call():
                yield replace(node, body=tuple(_without(node.body, left)))
            case _:
                yield node
