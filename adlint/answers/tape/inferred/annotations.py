"""Annotations as kinds of arguments: jaxtyping, numpy.typing, nptyping, torchtyping, and plain classes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from keyword import iskeyword

from adlint.answers.tape.inferred.kinds import Axis, Instance, Kind, Plain, Several, Shaped, Spread, Unclear
from adlint.shapes.dtypes import short

# of jaxtyping and nptyping; "" and "int" are the dtypes of floats and integers that are usual in the program's library
_DTYPES = {
    **dict.fromkeys("Float Inexact Num Real Shaped Floating Number Any".split(), ""), "Int": "int", "Integer": "int",
    "UInt": "u32", "Bool": "bool", "Complex": "c64", "Key": "key", "Double": "f64", "Half": "f16",
    **{f"{name}{bits}": f"{name[0].lower()}{bits}" for name in ("Float", "Int") for bits in (8, 16, 32, 64)},
    **{f"UInt{bits}": f"u{bits}" for bits in (8, 16, 32, 64)}, "BFloat16": "bf16", "Complex64": "c64",
    "Complex128": "c128",
}  # fmt: skip
_ARRAYS = {
    **dict.fromkeys("ndarray Array Tensor ArrayLike NDArray ArrayT TensorType DeviceArray".split(), ""),
    "FloatTensor": "f32", "DoubleTensor": "f64", "HalfTensor": "f16", "LongTensor": "i64", "IntTensor": "i32",
    "BoolTensor": "bool",
}  # fmt: skip
_PLAIN = {
    "int": "int", "float": "float", "complex": "complex", "bool": "bool", "str": "str", "Scalar": "float",
    "ScalarLike": "float", "SupportsFloat": "float", "SupportsInt": "int", "SupportsIndex": "int",
}  # fmt: skip
_DEEPEST = 8  # aliases of aliases

Aliases = Callable[[str], ast.expr | None]


def kind_of(annotation: ast.expr, aliases: Aliases, depth: int = 0) -> Kind:
    """What an annotation says; `aliases` gives what a name of the module is set to."""
    if depth > _DEEPEST:
        return Unclear()
    match annotation:
        case ast.Constant(value=str(text)):
            try:
                return kind_of(ast.parse(text.strip(), mode="eval").body, aliases, depth + 1)
            except SyntaxError:
                return Unclear()
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _either((left, right), aliases, depth)
        case ast.Subscript(value=base, slice=inner):
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return _parametrised(last(base), parts, aliases, depth)
        case ast.Name(id=name) if (other := aliases(name)) is not None:
            return kind_of(other, aliases, depth + 1)
        case ast.Name() | ast.Attribute():
            return _named(ast.unparse(annotation))
        case _:
            return Unclear()


def last(tree: ast.expr) -> str:
    """The last part of a dotted name; "" of anything else."""
    match tree:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _named(path: str) -> Kind:
    name = path.rpartition(".")[2]
    if name == "PRNGKeyArray":
        return Shaped((), "key")
    if name in _ARRAYS:
        return Shaped(dtype=_ARRAYS[name])
    if name in _PLAIN:
        return Plain(_PLAIN[name])
    return Instance(path) if name[:1].isupper() or "." not in path else Unclear()


def _either(parts: Sequence[ast.expr], aliases: Aliases, depth: int) -> Kind:
    """One of several: the one beside None, an array where a number may stand, too."""
    found = [
        kind_of(one, aliases, depth + 1)
        for one in parts
        if not (isinstance(one, ast.Constant) and one.value is None)
    ]
    arrays = [one for one in found if isinstance(one, Shaped)]
    if len(found) == 1:
        return found[0]
    is_array = all(isinstance(one, Shaped | Plain) for one in found)
    return arrays[0] if arrays and is_array else Unclear()


def _parametrised(name: str, parts: list[ast.expr], aliases: Aliases, depth: int) -> Kind:
    match name:
        case "Optional" | "Union":
            return _either(parts, aliases, depth)
        case "Final" | "ClassVar":
            return kind_of(parts[0], aliases, depth + 1)
        case "Annotated":
            return _annotated(kind_of(parts[0], aliases, depth + 1), parts[1:])
        case "tuple" | "Tuple" if not any(isinstance(one, ast.Constant) and one.value is ... for one in parts):
            return Several(tuple(kind_of(one, aliases, depth + 1) for one in parts))
        case "TensorType":
            return _listed(parts)
        case _ if name in _DTYPES and len(parts) == 2:
            axes = _text(parts[1])
            return Unclear() if axes is None else Shaped(axes, _DTYPES[name])
        case "NDArray" | "ndarray" | "Array":
            return _numpy(parts)
        case _:
            return Unclear()


def _numpy(parts: list[ast.expr]) -> Kind:
    """`NDArray[np.float64]`, `np.ndarray[tuple[int, int], np.dtype[np.float32]]`, `NDArray[Shape["n, m"], Float]`."""
    axes: tuple[Axis, ...] = (Spread(),)
    dtype = ""
    for part in parts:
        if isinstance(part, ast.Subscript) and last(part.value) in ("tuple", "Tuple"):
            inner = part.slice.elts if isinstance(part.slice, ast.Tuple) else [part.slice]
            is_open = any(isinstance(one, ast.Constant) and one.value is ... for one in inner)
            axes = (Spread(),) if is_open else ("",) * len(inner)
        elif isinstance(part, ast.Subscript) and last(part.value) in ("Shape", "Literal"):
            axes = _text(part.slice) or axes
        elif isinstance(part, ast.Subscript) and last(part.value) == "dtype":
            dtype = short(last(part.slice)) or ""
        elif last(part):
            dtype = _DTYPES.get(last(part)) or short(last(part)) or ""
    return Shaped(axes, dtype)


def _annotated(inner: Kind, metadata: list[ast.expr]) -> Kind:
    """`Annotated[np.ndarray, "n m"]`: the first text that reads as sizes."""
    if not isinstance(inner, Shaped) or inner.is_certain:
        return inner
    for one in metadata:
        axes = _text(one.slice if isinstance(one, ast.Subscript) else one)
        if axes is not None:
            return Shaped(axes, inner.dtype)
    return inner


def _listed(parts: list[ast.expr]) -> Kind:
    """`TensorType["batch", 3, float]` of torchtyping."""
    axes: list[Axis] = []
    dtype = ""
    for one in parts:
        match one:
            case ast.Constant(value=str(name)) if name.isidentifier():
                axes.append(name)
            case ast.Constant(value=int(number)):
                axes.append(str(number))
            case ast.UnaryOp(op=ast.USub()):  # -1 stands for any size
                axes.append("")
            case ast.Constant(value=value) if value is ...:
                axes.append(Spread())
            case _ if last(one):
                dtype = short(last(one)) or ""
            case _:
                return Unclear()
    return Shaped(tuple(axes), "" if dtype == "f64" else dtype)


def _text(tree: ast.expr) -> tuple[Axis, ...] | None:
    """The axes in a text; None if it is no such text."""
    if not isinstance(tree, ast.Constant) or not isinstance(tree.value, str):
        return None
    words = tree.value.replace(",", " ").split()
    found = [_axis(word) for word in words]
    return None if any(one is None for one in found) else tuple(one for one in found if one is not None)


def _axis(word: str) -> Axis | None:
    """One word of `"*batch n 3 #m"`, as jaxtyping reads it; None if it cannot be read."""
    word = word.rpartition("=")[2].replace("#", "").replace("?", "")
    if word in ("...", "*_", "*"):
        return "" if word == "*" else Spread()
    if word.startswith("*"):
        return Spread(word[1:]) if word[1:].isidentifier() else None
    if word.startswith("_") or iskeyword(word):
        return ""
    return size_text(word)


def size_text(word: str) -> str | None:
    """An arithmetic expression of names and integers as Python writes it; None if it is none."""
    try:
        tree = ast.parse(word, mode="eval").body
    except SyntaxError:
        return None
    return ast.unparse(tree) if is_size(tree) else None


def is_size(tree: ast.expr) -> bool:
    """Whether an expression is a size in names: `n`, `3`, `n + 1`, `2*n`, `n//2`."""
    match tree:
        case ast.Name():
            return True
        case ast.Constant(value=value):
            return isinstance(value, int) and not isinstance(value, bool)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv(), right=right):
            return is_size(left) and is_size(right)
        case _:
            return False
