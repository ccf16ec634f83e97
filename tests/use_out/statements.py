"""Simple statements of generated programs, on numbers and arrays."""

from __future__ import annotations

from .expressions import call, condition, index, item, number, vector, vectors, views
from .writer import GLOBALS, M, N, Scope, Shape, Writer


def set_number(w: Writer, scope: Scope) -> list[str]:
    """A variable is a number."""
    value = number(w, scope)
    if w.maybe() and scope.numbers:
        return [f"{w.pick(scope.numbers)} = {value}"]
    name = w.new("q")
    scope.numbers.append(name)
    return [f"{name} = {value}"]


def update_number(w: Writer, scope: Scope) -> list[str]:
    """A number is changed."""
    if not scope.numbers:
        return set_number(w, scope)
    return [f"{w.pick(scope.numbers)} {w.pick(['+=', '-='])} {number(w, scope, 1)}"]


def several(w: Writer, scope: Scope) -> list[str]:
    """Several variables are set at once."""
    pair = w.new("q"), w.new("q")
    values = number(w, scope, 1), number(w, scope, 0)
    found = [
        f"{pair[0]}, {pair[1]} = {values[0]}, {values[1]}",
        f"{pair[0]} = {pair[1]} = {values[0]}",
        f"{pair[0]} = ({pair[1]} := {values[0]}) + 1.0",
    ]
    if scope.lists:
        found.append(f"{pair[0]}, *_, {pair[1]} = {w.pick(scope.lists)}, 1.0" if w.maybe(9) else found[0])
    if scope.arrays and w.maybe():
        one, other = item(w, scope), item(w, scope)
        return [f"{one}, {other} = {other}, {one}"]
    text = w.pick(found[:3])
    scope.numbers += pair
    return [text]


def view(w: Writer, scope: Scope) -> list[str]:
    """A variable is a view, or the same array."""
    w.marks.add("alias")
    name = w.new("y")
    size = w.pick([N, N, N - 1, N - 2, M])
    found: list[tuple[str, Shape]] = [(one, (size,)) for one in views(w, scope, size)]
    for array, shape in scope.arrays.items():
        if len(shape) == 2:
            found += [(f"{array}.T", shape[::-1]), (f"{array}[1:]", (shape[0] - 1, shape[1]))] if shape[0] > 3 else []
            found += [(f"{array}[:, 1:-1]", (shape[0], shape[1] - 2))] if shape[1] > 4 else []
        elif shape[0] == N:
            found += [(f"{array}.reshape(2, 3)[1]", (3,)), (f"np.reshape({array}, (6,))", (6,))]
            found += [(f"np.atleast_1d({array})", (6,))]
    if not found:
        return set_number(w, scope)
    text, shape = w.pick(found)
    scope.arrays[name] = shape
    return [f"{name} = {text}"]


def fresh_array(w: Writer, scope: Scope) -> list[str]:
    """A variable is a new array; it may have been something else."""
    size = w.pick([N, N, N - 1])
    value = vector(w, scope, size)
    same = [one for one in vectors(scope, size) if one not in GLOBALS]
    if same and w.maybe(3):
        return [f"{w.pick(same)} = {value}"]
    if len(same) > 1 and w.maybe(4):
        return [f"{same[0]}, {same[-1]} = {same[-1]}, {same[0]}"]
    name = w.new("z")
    scope.arrays[name] = (size,)
    return [f"{name} = {value}"]


def store(w: Writer, scope: Scope) -> list[str]:
    """An item is set."""
    return [f"{item(w, scope)} {w.pick(['=', '=', '+=', '*='])} {number(w, scope)}"]


def store_part(w: Writer, scope: Scope) -> list[str]:
    """A part of an array, or all of it, is set."""
    name = w.pick(list(scope.arrays))
    shape = scope.arrays[name]
    size = shape[-1]
    choices = [("[:]", size), ("[1:]", size - 1), ("[:-1]", size - 1), ("[1:-1]", size - 2), ("[...]", size)]
    if len(shape) == 2:
        choices = [
            ("[:]", size), ("[1:]", size), (f"[{index(w, scope, shape[0])}]" if shape[0] > 2 else "[1]", size),
            ("[:, 1:]", size - 1), (f"[:, {index(w, scope, size)}]", 0), ("[..., 1]", 0),
        ]  # fmt: skip
    choices += [(f"[{name} > 0.5]", 0), ("[[0, -1]]", 0)]
    part, width = w.pick(choices)
    value = vector(w, scope, width) if width > 1 and w.maybe() else number(w, scope, 1)
    return [f"{name}{part} {w.pick(['=', '=', '+=', '-='])} {value}"]


def in_place(w: Writer, scope: Scope) -> list[str]:
    """An array is changed by a method, a function or an operator."""
    name = w.pick(list(scope.arrays))
    shape = scope.arrays[name]
    size = shape[-1]
    value = number(w, scope, 1)
    choices = [
        f"{name}.fill({value})", f"np.copyto({name}, {vector(w, scope, size)})", f"{name}.sort()",
        f"np.copyto({name}, {value}, where={name} > 0.5)", f"np.putmask({name}, {name} > 0.5, {value})",
        f"np.put({name}, [0, 2], {value})", f"np.place({name}, {name} > 0.5, [{value}])",
    ]  # fmt: skip
    if len(shape) == 1:
        choices += [f"np.add.at({name}, [0, 0, 1], {value})", f"np.multiply.at({name}, [1], {value})"]
    elif shape[0] > 2:
        choices += [f"np.fill_diagonal({name}, {value})"]
    if name not in GLOBALS:
        choices += [f"{name} += {vector(w, scope, size)}", f"{name} *= {value}"]
    return [w.pick(choices)]


def out(w: Writer, scope: Scope) -> list[str]:
    """A function of NumPy's sets an array."""
    sizes = [shape[0] for shape in scope.arrays.values() if len(shape) == 1] or [N]
    size = w.pick(sizes)
    targets = views(w, scope, size)
    if not targets:
        return set_number(w, scope)
    target = w.pick(targets)
    one, other, factor = vector(w, scope, size, 0), vector(w, scope, size, 0), number(w, scope, 0)
    return [w.pick([
        f"np.add({one}, {other}, out={target})", f"np.sin({one}, out={target})",
        f"np.multiply({target}, {factor}, out={target})", f"np.multiply({target}, {factor}, {target})",
        f"np.add({one}, {factor}, out={target}, where={other} > 0.5)", f"np.clip({one}, 0.0, 1.0, out={target})",
        f"np.maximum({one}, 0.5, out=({target},))", f"{w.new('y')} = np.sin({one}, out={target})",
        f"np.add({one}, {other}, out=({target} if {condition(w, scope)} else {w.pick(targets)}))",
    ])]  # fmt: skip


def calls(w: Writer, scope: Scope) -> list[str]:
    """A function is called, and its result kept."""
    callee = w.pick(scope.functions)
    text = call(w, scope, callee)
    match callee.result:
        case "number":
            name = w.new("q")
            scope.numbers.append(name)
            return [f"{name} = {text}"]
        case "vector":
            name = w.new("y")
            scope.arrays[name] = (N,)
            return [f"{name} = {text}"]
        case "pair":
            name, first = w.new("y"), w.new("q")
            scope.arrays[name] = (N,)
            scope.numbers.append(first)
            return [f"{first}, {name} = {text}"]
        case "numbers":  # a generator
            name = w.new("q")
            scope.numbers.append(name)
            return [f"{name} = {w.pick(['sum({})', 'next({})', 'max([*{}])', 'list({})[0]'])}".format(text)]
        case _:
            return [text]
