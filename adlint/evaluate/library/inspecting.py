"""`inspect`: what something is, its members, and the parameters of functions of the program."""

from __future__ import annotations

from adlint.evaluate.library.binding import BIND, bound_to, parameters_in
from adlint.evaluate.library.binding import FUNCTIONS as BINDING
from adlint.evaluate.library.plain import Function
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.attributes import MISSING, lookup
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.operation.operators import truth
from adlint.evaluate.values import Bound, External, Number, Partial, Ref, Transformed, Unknown, Value

EMPTY = External("inspect.Parameter.empty")
_KINDS = {
    "positional": "POSITIONAL_ONLY", "any": "POSITIONAL_OR_KEYWORD", "*": "VAR_POSITIONAL", "keyword": "KEYWORD_ONLY",
    "**": "VAR_KEYWORD",
}  # fmt: skip


def _signature(m: Machine, given: Given) -> Value:
    function: Value = given.positional[0]
    skipped = 0
    while not isinstance(function, Ref):
        match function:
            case Bound(inside):
                function, skipped = inside, skipped + 1
            case Partial(inside, given_first):
                function, skipped = inside, skipped + len(given_first)
            case Transformed(_, inside):
                function = inside
            case _:
                return Unknown("the signature of something that is not known", m.site())
    while isinstance(inner := m.store[function].fields.get("__wrapped__"), Ref):
        function = inner
    made = m.store[function]
    if made.kind != "function":
        return Unknown("the signature of something that is no function", m.site())
    parameters: dict[Value, Value] = {}
    for one in m.functions[made.code].parameters[skipped:]:
        kind = External(f"inspect.Parameter.{_KINDS[one.kind]}")
        parameters[one.name] = _one(m, one.name, kind, made.defaults.get(one.name, EMPTY))
    return _several(m, parameters, EMPTY)


def _specification(m: Machine, given: Given) -> Value:
    """`inspect.getfullargspec(function)`: the names of parameters, and their defaults."""
    function = given.positional[0]
    signature = _signature(m, Given((function.function if isinstance(function, Bound) else function,)))
    held = m.store[signature].fields["parameters"] if isinstance(signature, Ref) else None
    if not isinstance(held, Ref):
        return signature
    several = parameters_in(m, held)
    positional = [(name, default) for name, kind, default in several if kind.startswith("POSITIONAL")]
    named = [(name, default) for name, kind, default in several if kind == "KEYWORD_ONLY"]
    defaults = tuple(default[0] for _, default in positional if default is not None)
    of_named: dict[Value, Value] = {name: default[0] for name, default in named if default is not None}
    fields: dict[Value, Value] = {
        "args": m.store.new("list", items=[name for name, _ in positional]), "defaults": defaults or None,
        "varargs": next((name for name, kind, _ in several if kind == "VAR_POSITIONAL"), None),
        "varkw": next((name for name, kind, _ in several if kind == "VAR_KEYWORD"), None),
        "kwonlyargs": m.store.new("list", items=[name for name, _ in named]),
        "kwonlydefaults": m.store.new("dict", fields=of_named) if of_named else None,
        "annotations": m.store.new("dict"),
    }  # fmt: skip
    return m.store.new("instance", cls=External("inspect.FullArgSpec"), fields=fields)


def _call_arguments(m: Machine, given: Given) -> Value:
    """`inspect.getcallargs(function, *args, **kwargs)`: what every parameter gets."""
    signature = _signature(m, given)
    held = m.store[signature].fields["parameters"] if isinstance(signature, Ref) else None
    return bound_to(m, held, Given(given.positional[1:], given.keywords)) if isinstance(held, Ref) else signature


def _one(m: Machine, name: Value, kind: Value, default: Value) -> Value:
    fields: dict[Value, Value] = {
        "name": name, "kind": kind, "default": default, "annotation": EMPTY, "empty": EMPTY,
        **{kind: External(f"inspect.Parameter.{kind}") for kind in _KINDS.values()},
    }  # fmt: skip
    return m.store.new("instance", cls=External("inspect.Parameter"), fields=fields)


def _several(m: Machine, parameters: dict[Value, Value], returned: Value) -> Value:
    held = m.store.new("dict", fields=parameters)
    fields: dict[Value, Value] = {
        "parameters": held, "return_annotation": returned, "empty": EMPTY, "bind": Partial(BIND, (held,), ()),
    }  # fmt: skip
    return m.store.new("instance", cls=External("inspect.Signature"), fields=fields)


def _parameter(m: Machine, given: Given) -> Value:
    """`inspect.Parameter(name, kind, default=..., annotation=...)`."""
    return _one(m, given.at(0, "name"), given.at(1, "kind"), given.at(2, "default", EMPTY))


def _signature_of(m: Machine, given: Given) -> Value:
    """`inspect.Signature(parameters, return_annotation=...)`."""
    held = items(m, given.at(0, "parameters")) if given.has(0, "parameters") else []
    if held is None:
        return m.say_unknown("a signature of parameters that are not known", given.positional)
    named = {m.store[one].fields.get("name"): one for one in held if isinstance(one, Ref)}
    return _several(m, dict(named), given.at(1, "return_annotation", EMPTY))


def _members(m: Machine, given: Given) -> Value:
    """Names and attributes of a class or an instance, in the order of names."""
    base, predicate = given.at(0, "object"), given.at(1, "predicate")
    if not isinstance(base, Ref):
        return m.say_unknown("the members of something that is no class or instance", given.positional)
    found: list[Value] = []
    for name in sorted(names_in(m, base)):
        value = lookup(m, base, name)
        if value is not MISSING and (predicate is None or truth(m, m.call(predicate, value))):
            found.append((name, value))
    return m.store.new("list", items=found)


def names_in(m: Machine, base: Ref) -> set[str]:
    """The names that something in the store has, by itself and by its class."""
    holders = [m.store[base]]
    cls = base if holders[0].kind == "class" else holders[0].cls
    if isinstance(cls, Ref):
        holders += [m.store[one] for one in m.store[cls].order if isinstance(one, Ref)]
    return {name for one in holders for name in one.fields if isinstance(name, str)}


def _dir(m: Machine, given: Given) -> Value:
    base = given.positional[0] if given.positional else None
    if not isinstance(base, Ref):
        return m.say_unknown("the names in something that is no class or instance", given.positional)
    return m.store.new("list", items=sorted(names_in(m, base)))


def _is_kind(*kinds: str) -> Function:
    def found(m: Machine, given: Given) -> Value:
        value = given.positional[0]
        if isinstance(value, Unknown):
            return Number("bool")
        return isinstance(value, Ref) and m.store[value].kind in kinds

    return found


def _is_class(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    if isinstance(value, External):
        return value.path.rpartition(".")[2][:1].isupper() or value.path.startswith("builtins.")
    return _is_kind("class")(m, given)


def _is_method(m: Machine, given: Given) -> Value:
    return isinstance(given.positional[0], Bound)


def _is_generator(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    found = m.store[value] if isinstance(value, Ref) else None
    return found is not None and found.kind == "function" and m.functions[found.code].is_generator


def _unwrapped(m: Machine, given: Given) -> Value:
    value = given.positional[0]
    while isinstance(value, Ref) and m.store[value].kind == "function" and "__wrapped__" in m.store[value].fields:
        value = m.store[value].fields["__wrapped__"]
    return value


def _annotations(m: Machine, given: Given) -> Value:
    found = lookup(m, given.positional[0], "__annotations__")
    return m.store.new("dict") if not isinstance(found, Ref) else found


FUNCTIONS: dict[str, Function] = {
    **BINDING, "inspect.signature": _signature, "inspect.Parameter": _parameter, "inspect.Signature": _signature_of,
    "inspect.getfullargspec": _specification, "inspect.getcallargs": _call_arguments, "inspect.getmembers": _members,
    "builtins.dir": _dir, "inspect.isclass": _is_class,
    "inspect.isfunction": _is_kind("function"), "inspect.ismethod": _is_method, "inspect.unwrap": _unwrapped,
    "inspect.isgeneratorfunction": _is_generator, "inspect.get_annotations": _annotations,
    **{f"inspect.{name}": lambda m, given: False for name in ("iscoroutinefunction", "isasyncgenfunction", "ismodule")},
    **{f"inspect.{name}": lambda m, given: "" for name in ("cleandoc", "getdoc")},
}  # fmt: skip
