"""What users state of functions that cannot be read, such as those of compiled extensions: shapes, what is kept for the
reverse sweep, effects.

Shapes are written as NumPy writes those of generalised universal functions, `(n,n),(n)->(n)`: one parenthesis for each
argument that is an array; axes in front of those that are named are broadcast. Dims are names, integers, and for results
sums and products of these.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from adlint.shapes.dtypes import WIDTH, short

EFFECTS = ("rng", "clock", "send", "recv")
KEYS = ("name", "shape", "dtype", "arguments", "saves", "effects")
_SIGNATURE = re.compile(r"\s*(\([^()]*\)(?:\s*,\s*\([^()]*\))*)\s*->\s*(\([^()]*\)(?:\s*,\s*\([^()]*\))*)\s*")
_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_LETTERS = "abcdefghijklm"

Dims = tuple[str, ...]


class Stated(Struct, frozen=True):
    """A function by its full path. `operands` are the core dims of each array argument, by `arguments` their names;
    `results` those of the results, of dtype `dtype`, "" for that of the operands. `saves` are the arguments and results
    (`out`, `out1`, ...) that are kept. `effects` are None where it is not known what it does beside: else `rng`, `clock`,
    `send`, `recv`, and `write NAME` for arguments that it writes.
    """

    name: str
    operands: tuple[Dims, ...] | None = None
    results: tuple[Dims, ...] = ()
    dtype: str = ""
    arguments: tuple[str, ...] = ()
    saves: tuple[str, ...] | None = None
    effects: tuple[str, ...] | None = None

    @property
    def writes(self) -> tuple[int, ...]:
        """The positions of the arguments that it writes."""
        named = [one.split()[1] for one in self.effects or () if one.startswith("write ")]
        return tuple(self.arguments.index(one) for one in named)


def stated(table: Mapping[str, object], near: Callable[[str, Iterable[str]], str]) -> tuple[Stated | None, list[str]]:
    """What a table of the settings states; and what is wrong with it, each as `.key: what`. `near` gives a hint at the
    word that may have been meant.
    """
    problems = [f": unknown key {key!r}{near(key, KEYS)}" for key in table if key not in KEYS]
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or "." not in name:
        problems.append('.name must be the full path of a function, such as "mylib.solve"')
    texts = ("shape", "dtype")
    problems += [f".{key} must be a string" for key in texts if not isinstance(table.get(key, ""), str)]
    for key in ("arguments", "saves", "effects"):
        value = table.get(key, ())
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            problems.append(f".{key} must be an array of strings")
    if problems:
        return None, problems
    return _read(table, near)


def by_path(tables: Iterable[Iterable[tuple[str, object]]]) -> dict[str, Stated]:
    """What tables state that were found to be right, by the paths of the functions; the last one of a path."""
    found = (stated(dict(table), lambda *_: "")[0] for table in tables)
    return {one.name: one for one in found if one is not None}


def _read(table: Mapping[str, object], near: Callable[[str, Iterable[str]], str]) -> tuple[Stated | None, list[str]]:
    shape, dtype = str(table.get("shape", "")), str(table.get("dtype", ""))
    operands, results, wrong = _signature(shape) if shape else (None, (), [])
    named = _texts(table, "arguments")
    arguments = named or tuple(_LETTERS[: len(operands or _LETTERS)])
    problems = [f".shape is {shape!r}: {one}" for one in wrong]
    if operands is not None and not wrong and len(arguments) != len(operands):
        problems.append(f".arguments has {len(arguments)} names, and shape has {len(operands)} arguments")
    if dtype and short(dtype) is None:
        problems.append(f".dtype is {dtype!r}, which is no dtype{near(dtype, WIDTH)}")
    several = [f"out{number}" for number in range(1, len(results) + 1)] if len(results) > 1 else []
    known = [*arguments, "out", *several]
    saves, effects = _texts(table, "saves"), _texts(table, "effects")
    problems += [f".saves: {one!r} is none of {', '.join(known)}{near(one, known)}" for one in saves if one not in known]
    problems += [f".effects: {why}" for one in effects if (why := _wrong_effect(one, arguments, near))]
    if "saves" in table and not shape:
        problems.append(": saves has no shape beside it, which says how large what is saved is")
    if problems:
        return None, problems
    given = (saves if "saves" in table else None, effects if "effects" in table else None)
    return Stated(str(table["name"]), operands, results, short(dtype) or "", arguments, *given), []


def _texts(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key, ())
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def _signature(text: str) -> tuple[tuple[Dims, ...] | None, tuple[Dims, ...], list[str]]:
    """The core dims of arguments and results, and what is wrong."""
    found = _SIGNATURE.fullmatch(text)
    if found is None:
        return None, (), ['write it as "(n,n),(n)->(n)"']
    operands, results = _dims(found[1]), _dims(found[2])
    known = {one for dims in operands for one in dims if one.isidentifier()}
    wrong = [f"`{one}` is no name or integer" for dims in operands for one in dims if not _is_plain(one)]
    for one in (one for dims in results for one in dims):
        names = _names(one)
        if names is None:
            wrong.append(f"`{one}` is no size")
        else:
            wrong += [f"`{name}` is no size of an argument" for name in sorted(names - known)]
    return operands, results, wrong


def _dims(text: str) -> tuple[Dims, ...]:
    inner = re.findall(r"\(([^()]*)\)", text)
    return tuple(tuple(one.strip() for one in part.split(",") if one.strip()) for part in inner)


def _is_plain(text: str) -> bool:
    return text.isidentifier() or text.isdecimal()


def _names(text: str) -> set[str] | None:
    """The names in a sum or product of names and integers; None if a text is none."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    allowed = (ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Name, ast.Constant, ast.Load)
    nodes = list(ast.walk(tree))
    constants = [one.value for one in nodes if isinstance(one, ast.Constant)]
    if not all(isinstance(one, allowed) for one in nodes) or not all(type(one) is int for one in constants):
        return None
    return {one.id for one in nodes if isinstance(one, ast.Name)}


def _wrong_effect(effect: str, arguments: tuple[str, ...], near: Callable[[str, Iterable[str]], str]) -> str:
    """What is wrong with an effect; "" if nothing is."""
    word, _, name = effect.partition(" ")
    if word == "write" and name.strip():
        return "" if name.strip() in arguments else f"{effect!r} names none of {', '.join(arguments)}"
    if effect in EFFECTS:
        return ""
    return f"{effect!r} is none of {', '.join(EFFECTS)}, write NAME{near(effect, (*EFFECTS, 'write'))}"
