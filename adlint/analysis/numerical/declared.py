"""What annotations say of parameters and results: floats, or nothing that could carry one."""

from __future__ import annotations

import re

from msgspec import Struct

from adlint import ir
from adlint.analysis.paths.paths import Definitions, definitions, key

_FLOATS = re.compile(r"^[^\[]*\b(float|NDArray|ndarray|Array|ArrayLike|Float\w*|complex|Tensor)\b")
_NAME = re.compile(r"[A-Za-z_]\w*")
_PLAIN = frozenset(
    "int str bool bytes None NoneType Path PathLike os pathlib dtype DType device Size SymInt ScalarType memory_format"
    " list List tuple Tuple set Set frozenset FrozenSet dict Dict Mapping Sequence Iterable Iterator Collection"
    " Optional Union Literal Final typing collections abc builtins torch np numpy jnp jax types type Type".split()
)
_HOLDERS = frozenset(
    "list List tuple Tuple set Set frozenset FrozenSet dict Dict Mapping Sequence Iterable Iterator".split()
)
RETURN = "return"


class Declared(Struct, frozen=True):
    """The parameters of a function that are annotated as floats or arrays, those whose default is a float, and the
    variables (and `return`) that hold no floats: counts, names, shapes.
    """

    floats: frozenset[str] = frozenset()
    scalars: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()


def declared(outer: ir.Function) -> dict[str, Declared]:
    """What is declared of each function that is defined in `outer`, by its name in the module."""
    ops = definitions(outer.body)
    return {op.function: _declared(op, ops) for op in ops.values() if isinstance(op, ir.MakeFunction)}


def _declared(op: ir.MakeFunction, ops: Definitions) -> Declared:
    texts = [(name, _text(operand, ops)) for name, operand in op.annotations]
    return Declared(
        frozenset(name for name, text in texts if _FLOATS.search(text) and name != RETURN),
        frozenset(name for name, default in op.defaults if is_float(default)),
        frozenset(name for name, text in texts if _is_plain(text)),
    )


def is_float(operand: ir.Operand) -> bool:
    """Whether it is written as a float or a complex number."""
    return isinstance(operand, ir.Const) and operand.value.__class__ in (float, complex)


def _text(operand: ir.Operand, ops: Definitions) -> str:
    if isinstance(operand, ir.Const):
        return operand.value if isinstance(operand.value, str) else operand.text
    return key(operand, ops)


def _is_plain(text: str) -> bool:
    """Whether every type that is named holds no floats; `list` alone may hold anything."""
    names = _NAME.findall(text)
    return bool(names) and _PLAIN.issuperset(names) and not _HOLDERS.issuperset(names)
