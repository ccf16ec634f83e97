"""Cost trees as JSON: `{"entry": "main", "functions": {"main": {"body": [ITEM, ...]}, ...}}`, with ITEM one of
`{"segment": {"tape": BYTES, "time": T}}`, `{"loop": {"trips": N, "body": [ITEM, ...]}}` (N may be a name),
and `{"call": "f", "id": "main:12", "snapshot": BYTES, "checkpointable": true}`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm

from msgspec import Struct

from adlint.placement.costing.tree import Call, CostTree, CycleError, Item, Items, Loop, Segment, callees_first

_DIGITS = 400  # before the point or behind it


class CostsError(ValueError):
    """What is wrong with a cost file, with the path of the key."""


def cost_tree(text: str, sizes: Mapping[str, int] | None = None) -> CostTree:
    """The tree; `sizes` are numbers for trip counts that are names. CostsError, with the path of the wrong key, if
    it is none.
    """
    try:
        document = json.loads(
            text, parse_int=_integer, parse_float=_decimal, parse_constant=Decimal, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        raise CostsError(f"line {error.lineno}, column {error.colno}: this is no JSON: {error.msg}") from error
    except RecursionError as error:
        raise CostsError("loops are nested too deep") from error
    return _Reader(document, sizes or {}).tree()


class _Wrong(Struct, frozen=True):
    """What no file may hold, and why: said with its path, where that is known."""

    reason: str


def _integer(number: str) -> int | _Wrong:
    try:
        return int(number)
    except ValueError:
        return _Wrong("a number has too many digits")


def _decimal(number: str) -> Decimal | _Wrong:
    found = Decimal(number)
    return _Wrong(f"{number} has too many digits") if found and abs(found.adjusted()) > _DIGITS else found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object] | _Wrong:
    """The object of some pairs, in which no key may stand twice."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    return _Wrong(f"`{twice}` stands twice in one object")


class _Reader:
    def __init__(self, document: object, sizes: Mapping[str, int]) -> None:
        self.document = document
        self.sizes = sizes
        self.ids: dict[str, str] = {}
        self.unit = Fraction(1)

    def tree(self) -> CostTree:
        top = _object(self.document, "", {"entry", "functions"})
        functions = _object(top["functions"], "functions", None)
        entry = _text(top["entry"], "entry")
        if entry not in functions:
            raise CostsError(f"entry: there is no function {entry!r}: {_names(functions)}")
        self.unit = Fraction(1, lcm(1, *(_denominator(one) for one in _times(functions))))
        bodies = {
            name: self._body(_object(body, f"functions.{name}", {"body"})["body"], f"functions.{name}.body", functions)
            for name, body in functions.items()
        }
        try:
            return CostTree(entry, callees_first(entry, bodies), self.unit)
        except CycleError as cycle:
            raise CostsError(f"functions.{cycle.names[0]}: functions call each other without end: {cycle}") from cycle

    def _body(self, items: object, path: str, functions: dict[str, object]) -> Items:
        if not isinstance(items, list):
            raise _unexpected(items, path, "a list of items")
        return tuple(self._item(one, f"{path}[{number}]", functions) for number, one in enumerate(items))

    def _item(self, item: object, path: str, functions: dict[str, object]) -> Item:
        given = _object(item, path, None)
        if "call" in given:
            return self._call(given, path, functions)
        if set(given) == {"segment"}:
            segment = _object(given["segment"], f"{path}.segment", {"tape"}, {"time"})
            time = _number(segment.get("time", 0), f"{path}.segment.time")
            return Segment(_whole(segment["tape"], f"{path}.segment.tape"), int(time / self.unit))
        if set(given) == {"loop"}:
            loop = _object(given["loop"], f"{path}.loop", {"trips", "body"})
            trips = self._trips(loop["trips"], f"{path}.loop.trips")
            return Loop(trips, self._body(loop["body"], f"{path}.loop.body", functions))
        raise CostsError(f"{path}: an item is a `segment`, a `call` or a `loop`, not {_names(given)}")

    def _trips(self, trips: object, path: str) -> int:
        if not isinstance(trips, str):
            return _whole(trips, path)
        if not trips.isidentifier():
            raise CostsError(f"{path}: `{trips}` is neither a number nor a name")
        if trips not in self.sizes:
            raise CostsError(f"{path}: `{trips}` is a name: give it a number with --set {trips}=...")
        return self.sizes[trips]

    def _call(self, item: dict[str, object], path: str, functions: dict[str, object]) -> Call:
        given = _object(item, path, {"call", "id", "snapshot"}, {"checkpointable"})
        name, id_ = _text(given["call"], f"{path}.call"), _text(given["id"], f"{path}.id")
        if name not in functions:
            raise CostsError(f"{path}.call: there is no function {name!r}: {_names(functions)}")
        if id_ in self.ids:
            raise CostsError(f"{path}.id: {id_!r} is the id of {self.ids[id_]} already")
        self.ids[id_] = path
        free = given.get("checkpointable", True)
        if not isinstance(free, bool):
            raise _unexpected(free, f"{path}.checkpointable", "true or false")
        return Call(name, id_, _whole(given["snapshot"], f"{path}.snapshot"), free)


def _object(value: object, path: str, needed: set[str] | None, more: Iterable[str] = ()) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _unexpected(value, path, "an object")
    if needed is not None:
        for key in value:
            if key not in needed and key not in more:
                inside = f"{path}.{key}" if path else key
                raise CostsError(f"{inside}: this key is not known: {_names([*sorted(needed), *more])}")
        for key in sorted(needed):
            if key not in value:
                raise CostsError(f"{path}: `{key}` is missing" if path else f"`{key}` is missing")
    return value


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value:
        raise _unexpected(value, path, "a name")
    return value


def _number(value: object, path: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _unexpected(value, path, "a number")
    if isinstance(value, Decimal) and not value.is_finite():
        raise CostsError(f"{path}: {value} is no number of bytes or time")
    if value < 0:
        raise CostsError(f"{path}: {value} is negative")
    return Fraction(value)


def _whole(value: object, path: str) -> int:
    number = _number(value, path)
    if number.denominator != 1:
        raise CostsError(f"{path}: {value} is no whole number")
    return int(number)


def _times(value: object) -> Iterable[object]:
    """All that stands for a time in a document."""
    match value:
        case dict():
            for key, inner in value.items():
                if key == "time":
                    yield inner
                else:
                    yield from _times(inner)
        case list():
            for inner in value:
                yield from _times(inner)
        case _:
            pass


def _denominator(value: object) -> int:
    return Fraction(value).denominator if isinstance(value, Decimal) and value.is_finite() else 1


def _unexpected(value: object, path: str, expected: str) -> CostsError:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    kind = "an empty text" if value == "" else names.get(type(value), "a number")
    reason = value.reason if isinstance(value, _Wrong) else f"{expected} is expected, not {kind}"
    return CostsError(f"{path}: {reason}" if path else reason)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in names) or "nothing"
