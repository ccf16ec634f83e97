"""What the models of library functions say of a call: which resource it acquires, and what its result is."""

from __future__ import annotations

from functools import lru_cache

from adlint import ir
from adlint.interpret.program import dotted
from adlint.interpret.views import described
from adlint.interpret.views.described import Handle, Instance, Part
from adlint.models import DROPPED, PARTED, PARTS, WRAPPERS, Model, canonical, models, protocol

Keywords = tuple[tuple[str | None, described.Value], ...]
STREAM = described.STREAM
_BUFFERS = (Instance("io.BytesIO"), Instance("io.StringIO"))


def acquires(
    model: Model, arguments: tuple[described.Value, ...], keywords: Keywords
) -> bool:
    """Whether a call acquires what its model says: some do if an argument says so."""
    if not model.acquires or model.only is None:
        return bool(model.acquires)
    name, position, literal = model.only
    given = [*(value for keyword, value in keywords if keyword == name), *arguments[position : position + 1]]
    files = [*arguments[:1], *(value for keyword, value in keywords if keyword == "filename")]
    if model.result in DROPPED and any(_is_stream(atom) for file in files for atom in described.atoms(file)):
        return False  # what is mapped is the file of somebody, and no new one
    return any(isinstance(value, ir.Const) and value.value == literal for value in given)


def wrapped(name: str, arguments: tuple[described.Value, ...], keywords: Keywords) -> described.Value | None:
    """The open file that a library function is given and only reads or writes through."""
    if name not in WRAPPERS:
        return None
    told = next((v for keyword, v in keywords if keyword == "fileobj"), None)
    if told is not None and not (isinstance(told, ir.Const) and told.value is None):
        return told
    given = [*arguments[:1], *(value for keyword, value in keywords if keyword in ("filename", "name"))]
    return next((value for value in given if any(map(_is_stream, described.atoms(value)))), None)


def _is_stream(atom: described.Value) -> bool:
    return atom == STREAM or (isinstance(atom, Handle) and atom.kind == "file") or atom in _BUFFERS


@lru_cache(maxsize=1 << 14)
def models_of(callees: described.Value, method: str, keywords: tuple[str | None, ...]) -> tuple[str, ...]:
    """The library functions with a model that a call may reach which passes such keywords."""
    known = models()
    found: list[str] = []
    unknown = True
    for atom in described.atoms(callees):
        if isinstance(atom, described.External):
            path = canonical(atom.path)
            found += [path] if path in known else []
            unknown = False
        elif isinstance(atom, described.Code):
            found += _ours(atom.function)
            unknown = False
        elif not isinstance(atom, described.Unknown | described.Parameter):
            unknown = False
    return tuple(found) if found or not unknown else _protocol(method, keywords)


@lru_cache(maxsize=1 << 14)
def _ours(function: str) -> tuple[str, ...]:
    """A function that has a model is known by it, even where its library is what is checked."""
    path = dotted(function)
    return (path,) if path in models() else ()


def _protocol(method: str, keywords: tuple[str | None, ...]) -> tuple[str, ...]:
    """A method of an unknown object that only one protocol has."""
    path, needed = protocol().get(method, ("", ()))
    return (path,) if path and all(keyword in keywords for keyword in needed) else ()


def modelled(
    at: int,
    name: str,
    receiver: described.Value | None,
    arguments: tuple[described.Value, ...],
    keywords: Keywords,
) -> described.Value | None:
    """The result of a call of a function that has a model, where the model says it."""
    given = wrapped(name, arguments, keywords)
    if given is not None:
        return given
    model = models()[name]
    if model.of == "result" and acquires(model, arguments, keywords):
        return Handle(model.result, model.acquires, at)
    if model.result == "=self" and receiver is not None:
        return receiver
    if model.result == "=argument" and arguments:
        return arguments[0]
    return Instance(model.result) if model.result else None


def part_of(method: str, receiver: described.Value | None) -> Part | None:
    """What a method that makes a dataset makes of an open file."""
    if method not in PARTS or receiver is None:
        return None
    files = [a for a in described.atoms(receiver) if isinstance(a, Handle) and a.of in PARTED]
    return Part(files[0].site) if files else None


def derived(arguments: tuple[described.Value, ...], result: object) -> Handle | None:
    """What is made of the name of a temporary file, or of a memory map, still stands for it."""
    if isinstance(result, described.Unknown | Instance):
        for argument in arguments:
            if isinstance(argument, Handle) and (
                argument.kind in ("temporary", described.NAME) or argument.of == "numpy.memmap"
            ):
                return argument
    return None
