"""A call of a function with arguments that follow from its text."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from adlint.answers.tape.inferred.annotations import kind_of
from adlint.answers.tape.inferred.kinds import Axis, Instance, Kind, Known, Plain, Several, Shaped, Spread, Unclear
from adlint.answers.tape.inferred.observed import Function, observed
from adlint.answers.tape.inferred.texts import Text, fields

_FLOATS = {"jax": "f32", "torch": "f32"}
_INTEGERS = {"jax": "i32"}
_WORD = re.compile(r"[^\W\d]\w*")
Place = Callable[[int], str]
_UNSAID = "nothing says what it is"
_DEEPEST = 3  # objects in objects that a call makes


class Missing(LookupError):  # noqa: N818 -- it says what is
    """A parameter of which nothing is known that could stand in a call; the message says why."""


@dataclass(frozen=True)
class Argument:
    """What stands for a parameter: by name, unless that is "" as for those that are passed by position."""

    name: str
    known: Known
    is_named: bool = True


@dataclass(frozen=True)
class Proposal:
    """A call in which sizes have names. `callee` is what is called, `makes` the calls that make objects of classes."""

    callee: str
    arguments: tuple[Argument, ...]
    framework: str
    makes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_certain(self) -> bool:
        """Whether there is evidence of every argument, and every number of axes is known."""
        return all(one.known.evidence and _is_certain(one.known.kind) for one in self.arguments)

    @property
    def makes_owner(self) -> bool:
        """Whether it is a method that is called, of an object that is made for the call."""
        return ")." in self.callee

    @property
    def spreads(self) -> dict[str, str]:
        """The names of what may be any number of axes, with the arguments that have them."""
        found: dict[str, str] = {}
        for one in self.arguments:
            for axis in _axes(one):
                if isinstance(axis, Spread):
                    found.setdefault(_spread_name(one.name, axis), one.name)
        return found

    @property
    def fixed(self) -> frozenset[str]:
        """The names of sizes that annotations give, which are not called anything else."""
        texts = [
            axis if isinstance(axis, str) else axis.name
            for one in self.arguments
            if one.known.is_declared
            for axis in _axes(one)
        ]
        return frozenset(word for text in texts for word in _WORD.findall(text))

    def text(self, lengths: Mapping[str, int], renamed: Mapping[str, str]) -> str:
        """The call, with so many axes in the place of each spread, and sizes under other names."""
        parts = []
        for one in self.arguments:
            value = self._value(one.name, one.known.kind, lengths, renamed)
            parts.append(f"{one.name}={value}" if one.is_named else value)
        return f"{self.callee}({', '.join(parts)})"

    def said(
        self, lengths: Mapping[str, int], renamed: Mapping[str, str], place: Place, *, holds_for_any: bool
    ) -> Iterator[str]:
        """What is taken for each argument, and why; `holds_for_any` number of axes, or for the lengths alone. `place`
        writes a line.
        """
        for one in self.arguments:
            match one.known.kind:
                case Plain(kind):
                    value = "an integer" if kind == "int" else "a number"
                case kind:
                    value = self._value(one.name, kind, lengths, renamed)
            known = one.known
            yield f"{one.name} is {value}: {f'{known.evidence} ({place(known.line)})' if known.evidence else _UNSAID}"
        for name, argument in self.spreads.items():
            if not holds_for_any:
                yield f"{argument} has {lengths[name]} axes in the place of {name}: with another number the call fails"
            elif name not in renamed:
                yield f"{name} is |{argument}|, the number of elements: {argument} may have any number of axes"

    def _value(self, name: str, kind: Kind, lengths: Mapping[str, int], renamed: Mapping[str, str]) -> str:
        match kind:
            case Shaped(axes, dtype):
                floats, integers = _FLOATS.get(self.framework, "f64"), _INTEGERS.get(self.framework, "i64")
                dims = [text for axis in numbered(name, axes) for text in _dims(axis, lengths)]
                shown = ", ".join(_replaced(one, renamed) for one in dims)
                return f"{floats if not dtype else integers if dtype == 'int' else dtype}[{shown}]"
            case Plain("int"):
                return name
            case Plain("float"):
                return "f32[]" if self.framework == "jax" else "f64"
            case Plain("complex"):
                return "c128"
            case Several(parts):
                inner = [self._value(f"{name}_{n}", one, lengths, renamed) for n, one in enumerate(parts)]
                return f"({', '.join(inner)}{',' if len(inner) == 1 else ''})"
            case Instance(cls) if cls in self.makes:
                return self.makes[cls]
            case _:
                raise Missing(f"what `{name}` is cannot be told from the program")


def numbered(name: str, axes: tuple[Axis, ...]) -> tuple[Axis, ...]:
    """The axes, all with names."""
    return tuple(
        Spread(_spread_name(name, axis)) if isinstance(axis, Spread) else axis or f"{name}_{number}"
        for number, axis in enumerate(axes)
    )


def _spread_name(name: str, spread: Spread) -> str:
    return spread.name or f"{name}_size"


def _dims(axis: Axis, lengths: Mapping[str, int]) -> list[str]:
    if isinstance(axis, str):
        return [axis]
    length = lengths.get(axis.name, 1)
    return [axis.name] if length == 1 else [f"{axis.name}_{number}" for number in range(length)]


def _axes(argument: Argument) -> tuple[Axis, ...]:
    return argument.known.kind.axes if isinstance(argument.known.kind, Shaped) else ()


def _is_certain(kind: Kind) -> bool:
    match kind:
        case Shaped():
            return kind.is_certain
        case Several(parts):
            return all(map(_is_certain, parts))
        case _:
            return True


def proposed(text: Text, name: str, framework: str) -> Proposal:
    """The call of a function by its qualified name. Missing if an argument cannot be told from the text."""
    function = text.function(name)
    if function is None:
        raise Missing(f"`{name}` is made while the program runs")
    owner = name.rpartition(".")[0]
    cls = text.class_(owner)
    if owner and cls is None:
        raise Missing(f"`{name}` is made while the program runs")
    kind = _bound_by(function) if cls is not None else "static"
    makes: dict[str, str] = {}
    callee = name
    if kind == "self":
        callee = f"{_made(text, owner, framework, 0)}.{name.rpartition('.')[2]}"
    arguments = tuple(_arguments(text, function, framework, skip=kind != "static", makes=makes))
    proposal = Proposal(callee, arguments, framework, makes)
    proposal.text({}, {})  # whatever cannot be written is missed now
    return proposal


def _bound_by(function: Function) -> str:
    decorators = [ast.unparse(one) for one in getattr(function, "decorator_list", [])]
    return "static" if "staticmethod" in decorators else "class" if "classmethod" in decorators else "self"


def _arguments(
    text: Text, function: Function, framework: str, *, skip: bool, makes: dict[str, str], depth: int = 0
) -> Iterator[Argument]:
    """The arguments that have to be given."""
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    required = positional[: len(positional) - len(given.defaults)]
    needed = [one for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is None]
    sizes = {**text.constants, **_defaults(function)}
    for one in (*required[skip:], *needed):
        known = _known(text, function, one, sizes)
        if isinstance(known.kind, Instance):
            makes[known.kind.name] = _made(text, known.kind.name, framework, depth + 1)
        yield Argument(one.arg, known, one not in given.posonlyargs)


def _defaults(function: Function) -> dict[str, str]:
    """The integers that are defaults of parameters."""
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    pairs = [*zip(positional[len(positional) - len(given.defaults) :], given.defaults, strict=True)]
    pairs += [(one, default) for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default]
    return {
        one.arg: str(default.value)
        for one, default in pairs
        if isinstance(default, ast.Constant) and type(default.value) is int
    }


def _known(text: Text, function: Function, parameter: ast.arg, sizes: Mapping[str, str]) -> Known:
    declared: Kind = Unclear()
    if parameter.annotation is not None:
        declared = kind_of(parameter.annotation, text.alias)
    if isinstance(declared, Instance) and text.class_(declared.name) is None:
        declared = Unclear()
    if not isinstance(declared, Unclear) and _is_certain(declared):
        return Known(declared, "annotated", parameter.lineno, is_declared=True)
    seen = observed(function, parameter.arg)
    if seen is not None and isinstance(seen.kind, Shaped):
        seen = replace(seen, kind=Shaped(_with(seen.kind.axes, sizes), seen.kind.dtype))
    if isinstance(declared, Shaped):
        if seen is not None and isinstance(seen.kind, Shaped) and seen.kind.is_certain and declared.axes == (Spread(),):
            return replace(seen, kind=Shaped(seen.kind.axes, declared.dtype))
        return Known(declared, "annotated", parameter.lineno, is_declared=True)
    return seen if seen is not None else Known(Shaped())


def _with(axes: tuple[Axis, ...], sizes: Mapping[str, str]) -> tuple[Axis, ...]:
    """Sizes in which names of constants are replaced by these."""
    return tuple(one if isinstance(one, Spread) else _replaced(one, sizes) for one in axes)


def _replaced(size: str, names: Mapping[str, str]) -> str:
    """A size with other texts in the place of names."""
    return _WORD.sub(lambda word: names.get(word[0], word[0]), size)


def _made(text: Text, name: str, framework: str, depth: int) -> str:
    """The call that makes an object of a class. Missing if what it takes cannot be told."""
    cls = text.class_(name)
    if cls is None or depth > _DEEPEST:
        raise Missing(f"how an object of `{name}` is made cannot be told from the program")
    init = text.function(f"{name}.__init__")
    needed = fields(cls) if init is None else None
    if init is None and needed is not None:
        init = ast.Lambda(ast.arguments([], needed, None, [], [], None, []), ast.Constant(None))
    if init is None:
        raise Missing(f"how an object of `{name}` is made cannot be told from the program")
    makes: dict[str, str] = {}
    arguments = tuple(_arguments(text, init, framework, skip=needed is None, makes=makes, depth=depth))
    proposal = Proposal(name, arguments, framework, makes)
    if not proposal.is_certain:
        raise Missing(f"what `{name}` is made of cannot be told from the program")
    return proposal.text({}, {})
