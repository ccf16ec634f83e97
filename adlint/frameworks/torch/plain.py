"""Functions of PyTorch that say something of tensors, or of functions, and compute nothing; and a few that do."""

from __future__ import annotations

from collections.abc import Callable

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import External, Number, Partial, Value
from adlint.frameworks.torch import cutting, dtypes, lazily, modes, views
from adlint.frameworks.torch.batching import BATCHED
from adlint.frameworks.torch.composites import as_in_aten, longest_target, whole_numbers, with_numbers
from adlint.frameworks.torch.differentiating import seen_as, seen_over
from adlint.frameworks.torch.elementwise import two
from adlint.frameworks.torch.joining import diagonal_of
from adlint.frameworks.torch.making import DEFAULT, NotKnown, as_tensor, filled, records
from adlint.frameworks.torch.recurrent import fused_layer
from adlint.shapes.dtypes import kind
from adlint.trace import Array

Plain = Callable[[Machine, Given], Value]


def _dispatched(m: Machine, given: Given) -> Value:
    """What `boolean_dispatch` makes: one of two functions, as an argument says."""
    chosen, *positional = given.positional
    assert isinstance(chosen, tuple)
    name, place, default, yes, no = chosen
    keywords = dict(given.keywords)
    assert isinstance(place, int)
    flag = positional[place] if place < len(positional) else keywords.get(str(name), default)
    return m.tables.call(m, yes if flag is True else no, Given(tuple(positional), keywords))


def _dispatch(m: Machine, given: Given) -> Value:
    parts = ("arg_name", "arg_index", "default", "if_true", "if_false")
    return Partial(External("torch.<dispatched>"), (tuple(given.at(n, key) for n, key in enumerate(parts)),), ())


def _diagonal(m: Machine, given: Given) -> Value:
    array = as_tensor(m, given.at(0, "input"))
    if len(array.shape) == 1:
        return diagonal_of(m, "diag", given)
    found = cutting.diagonal(m, "diagonal", given)
    assert isinstance(found, Array)
    return views.copied(m, "clone", found, found.shape)


def _default(m: Machine, given: Given) -> Value:
    m.settings[DEFAULT] = dtypes.dtype_of(m, given.positional[0], "f32")
    return None


def _is_tensor(m: Machine, given: Given) -> Value:
    return isinstance(given.positional[0], Array)


def _first(m: Machine, given: Given) -> Value:
    return given.positional[0] if given.positional else None


def _compiled(m: Machine, given: Given) -> Value:
    """A function or module as it is, though what is compiled may keep less."""
    m.notes.setdefault("`torch.compile` is left out: compiled code may keep less, and compute it again", None)
    return given.positional[0] if given.positional else External("torch.compile")


def _among(m: Machine, given: Given) -> Value:
    """`isin`: a truth for each element."""
    return filled(m, as_tensor(m, given.at(0, "elements")).shape, "bool")


def _histogram(m: Machine, given: Given) -> Value:
    """`histc`: counts, through which no derivative runs."""
    array, bins = as_tensor(m, given.at(0, "input")), given.at(1, "bins", 100)
    if not isinstance(bins, int):
        raise NotKnown("the number of bins of a histogram")
    return filled(m, (bins,), array.dtype)


def _square(m: Machine, given: Given) -> Value:
    return two(m, "pow", as_tensor(m, given.at(0, "input")), 2)


def _part(name: str) -> Plain:
    """A view of one part of complex numbers."""
    return lambda m, given: views.part(m, name, as_tensor(m, given.positional[0]))


def _is_kind(wanted: str) -> Plain:
    return lambda m, given: kind(as_tensor(m, given.positional[0]).dtype) == wanted


# decorators that leave a function as it is, and what gives back its first argument
_AS_IT_IS = """
_C._add_docstr _torch_docs.reproducibility_notes jit.script jit.ignore jit.unused jit.export resolve_conj
_jit_internal._overload _jit_internal.unused _jit_internal.ignore _jit_internal._copy_to_script_wrapper
_jit_internal.export _jit_internal._overload_method _jit_internal.weak_module _jit_internal._drop
"""


def _reversed(m: Machine, given: Given) -> Value:
    """`autograd.backward(tensors, gradients, retain_graph, create_graph)`."""
    modes.reverse(m, given.positional[0], Given(given.positional[1:], given.keywords))
    return None


PLAIN: dict[str, Plain] = {
    **dict.fromkeys(_AS_IT_IS.split(), _first),
    **{name: _part(name) for name in ("view_as_real", "view_as_complex", "real", "imag", "conj")},
    **dict.fromkeys(("is_tensor", "is_tensor_like", "overrides.is_tensor_like"), _is_tensor),
    **dict.fromkeys(("allclose", "equal"), lambda m, given: Number("bool")),
    "<dispatched>": _dispatched, "_jit_internal.boolean_dispatch": _dispatch, "<grad mode>": modes.decorated,
    "<apply>": modes.apply, "<one after the other>": modes.one_after_the_other, "mkldnn_layer": fused_layer,
    "jit.annotate": lambda m, given: given.positional[1], "diag": _diagonal, "square": _square,
    "_is_all_true": lambda m, given: m.call(External("torch.all"), given.positional[0]),
    "compile": _compiled, "is_batched": lambda m, given: m.settings.get(BATCHED, False),
    "isin": _among, "histc": _histogram, "set_default_dtype": _default, "as_in_aten": as_in_aten,
    "longest_target": longest_target,
    "whole_numbers": whole_numbers, "with_numbers": with_numbers,
    "seen_as": seen_as, "seen_over": seen_over,
    "get_default_dtype": lambda m, given: dtypes.named(str(m.settings.get(DEFAULT, "f32"))),
    "Size": lambda m, given: m.call(External("builtins.tuple"), *given.positional),
    "is_grad_enabled": lambda m, given: records(m), "device": lambda m, given: External("torch.cpu"),
    "autograd.backward": _reversed,
    "numel": lambda m, given: as_tensor(m, given.positional[0]).size, "is_floating_point": _is_kind("f"),
    "nn.parameter.is_lazy": lazily.is_lazy, "is_complex": _is_kind("c"), "broadcast_shapes": views.broadcast_shapes,
}  # fmt: skip
