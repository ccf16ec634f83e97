"""Values as TOML gives them, checked and frozen: each reader gives (value, what is wrong with it)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from adlint.bytesize import parsed
from adlint.models.stated import stated
from adlint.settings.table import Kind, Setting

Rules: TypeAlias = Mapping[str, str]
Read: TypeAlias = tuple[object, tuple[str, ...]]


def read(setting: Setting, value: object, rules: Rules | None) -> Read:
    """The value for `Settings`, and the problems with it; selectors are checked if the `rules` are known."""
    match setting.kind:
        case Kind.BOOLEAN | Kind.STRING | Kind.CHOICE:
            return _scalar(setting, value)
        case Kind.STRINGS | Kind.CODES:
            return _array(setting, value, rules)
        case Kind.CODES_BY_GLOB:
            return _codes_by_glob(setting, value, rules)
        case Kind.SIZES:
            return _sizes(setting, value)
        case Kind.ENTRIES:
            tables, problems = _tables(setting, value, "call", ("call",))
            return tuple(dict(table)["call"] for table in tables), problems
        case Kind.MODELS:
            return _models(setting, value)


def unknown_selectors(selectors: Iterable[str], rules: Rules) -> tuple[str, ...]:
    """A sentence for each selector that is no code, prefix of a code, or name of a rule."""
    known = (*rules, *rules.values())
    wrong = (s for s in selectors if not s or not (s in known or any(code.startswith(s) for code in rules)))
    return tuple(f"unknown rule {s!r}{nearest(s, known)}" for s in wrong)


def nearest(word: str, words: Iterable[str]) -> str:
    """`; did you mean ...?` with the most similar of the words, or nothing if none is similar."""
    from difflib import get_close_matches

    by_case = {w.lower(): w for w in words}
    found = get_close_matches(word.lower(), by_case, n=1, cutoff=0.5)
    return f"; did you mean {by_case[found[0]]!r}?" if found else ""


def _scalar(setting: Setting, value: object) -> Read:
    wanted = bool if setting.kind is Kind.BOOLEAN else str
    if not isinstance(value, wanted):
        return setting.default, (_wrong(setting.name, setting.kind.value, value),)
    if setting.kind is Kind.CHOICE and value not in setting.choices:
        choices = ", ".join(setting.choices)
        problem = f"{setting.name} is {value!r}, which is none of {choices}"
        return setting.default, (problem + nearest(str(value), setting.choices),)
    return value, ()


def _array(setting: Setting, value: object, rules: Rules | None) -> Read:
    if not isinstance(value, list):
        return setting.default, (_wrong(setting.name, setting.kind.value, value),)
    for index, item in enumerate(value):
        if not isinstance(item, str):
            return setting.default, (_wrong(f"{setting.name}[{index}]", "a string", item),)
    if setting.kind is Kind.CODES and rules is not None and (unknown := unknown_selectors(value, rules)):
        return setting.default, tuple(f"{setting.name}: {problem}" for problem in unknown)
    return tuple(value), ()


def _codes_by_glob(setting: Setting, value: object, rules: Rules | None) -> Read:
    if not isinstance(value, dict):
        return (), (_wrong(setting.name, setting.kind.value, value),)
    rows = [
        (glob, *_array(Setting(f"{setting.name}.{glob!r}", "", Kind.CODES, (), "", ""), codes, rules))
        for glob, codes in value.items()
    ]
    return tuple((glob, codes) for glob, codes, _ in rows), tuple(p for _, _, found in rows for p in found)


def _sizes(setting: Setting, value: object) -> Read:
    """Texts, or plain numbers of bytes, by name."""
    if not isinstance(value, dict):
        return (), (_wrong(setting.name, setting.kind.value, value),)
    found: list[tuple[str, int]] = []
    problems: list[str] = []
    for name, size in value.items():
        try:
            found.append((name, parsed(str(size))))
        except ValueError as error:
            problems.append(f"{setting.name}.{name!r}: {error}")
    return tuple(found), tuple(problems)


def _models(setting: Setting, value: object) -> Read:
    """What users state of functions, each table as it stands."""
    found, problems = _tables(setting, value, "name", None)
    wrong = [f"{setting.name}[{n}]{why}" for n, table in enumerate(found) for why in stated(dict(table), nearest)[1]]
    return () if wrong else found, (*problems, *wrong)


def _tables(
    setting: Setting, value: object, needed: str, allowed: tuple[str, ...] | None
) -> tuple[tuple[tuple[tuple[str, object], ...], ...], tuple[str, ...]]:
    if not isinstance(value, list):
        return (), (_wrong(setting.name, setting.kind.value, value),)
    rows = ((f"{setting.name}[{index}]", row) for index, row in enumerate(value))
    problems = [problem for where, row in rows for problem in _table(where, row, needed, allowed)]
    if problems:
        return (), tuple(problems)
    return tuple(tuple((key, _frozen(item)) for key, item in row.items()) for row in value), ()


def _table(where: str, row: object, needed: str, allowed: tuple[str, ...] | None) -> list[str]:
    if not isinstance(row, dict):
        return [_wrong(where, "a table", row)]
    unknown = [key for key in row if allowed is not None and key not in allowed]
    problems = [f"{where}: unknown key {key!r}{nearest(key, allowed or ())}" for key in unknown]
    if needed not in row:
        return [*problems, f"{where} has no key {needed!r}"]
    if not isinstance(row[needed], str):
        problems.append(_wrong(f"{where}.{needed}", "a string", row[needed]))
    return problems


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return tuple((key, _frozen(item)) for key, item in value.items())
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


_TOML_TYPES = {
    bool: "a boolean",
    int: "an integer",
    float: "a float",
    str: "a string",
    list: "an array",
    dict: "a table",
}


def _wrong(where: str, wanted: str, value: object) -> str:
    return f"{where} must be {wanted}, but is {_TOML_TYPES.get(type(value), 'a date or time')}"
