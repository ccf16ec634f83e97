"""Statements of generated programs on what holds other things: lists, dicts, objects."""

from __future__ import annotations

from .expressions import index, number, vector, views
from .statements import set_number
from .writer import N, Scope, Writer


def lists(w: Writer, scope: Scope) -> list[str]:
    """A list of numbers is changed, or a number is taken from it."""
    name, value = w.pick(scope.lists), number(w, scope, 1)
    if w.maybe(4):
        taken = w.named("q", scope, "number")
        return [f"{name}.append({value})", f"{taken} = {name}.pop({w.pick(['', '0'])})"]
    if w.maybe(8):
        made = w.named("l", scope, "list")
        return [f"{made} = {w.pick([f'[*{name}]', f'{name}[:]', f'list({name})', f'[e * 2.0 for e in {name}]', name])}"]
    return [w.pick([
        f"{name}.append({value})", f"{name}[0] = {value}", f"{name}[-1] += {value}", f"{name}.extend([{value}])",
        f"{name}.insert(0, {value})", f"{name} += [{value}]", f"{name}.reverse()", f"{name}[:1] = [{value}]",
        f"{name}[:] = [{value}, 1.0]", f"{name}.extend({w.pick(scope.lists)}[:1])", f"{name}.sort()",
    ])]  # fmt: skip


def pools(w: Writer, scope: Scope) -> list[str]:
    """A list of vectors is changed, or another one is made of it."""
    w.marks.add("alias")
    name, value, other = w.pick(scope.pools), w.pick(views(w, scope, N)), w.pick(views(w, scope, N))
    if w.maybe(6):
        moved = [f"{name}.pop(0)", f"del {name}[0]", f"{name}.insert(0, {name}.pop())"]
        return [f"{name}.append({value})", w.pick(moved)]
    if w.maybe(4):
        made = w.named("p", scope, "pool")
        made_of = [f"[*{name}]", f"list({name})", f"[v for v in {name}]", f"[{value}, {other}]", f"{name} + [{value}]"]
        return [f"{made} = {w.pick(made_of)}"]
    return [w.pick([
        f"{name}.append({value})", f"{name}[0] = {value}", f"{name}[1][2] = {number(w, scope, 0)}",
        f"{name}[-1] += {number(w, scope, 0)}", f"{name}.extend({w.pick(scope.pools)}[:1])", f"{name}.reverse()",
        f"{name}[0], {name}[1] = {name}[1], {name}[0]", f"{name}.insert(0, {value})", f"{name}[:1] = [{value}]",
    ])]  # fmt: skip


def dicts(w: Writer, scope: Scope) -> list[str]:
    """A dict is changed."""
    name, value = w.pick(scope.dicts), number(w, scope, 1)
    key = w.pick(["a", "b", "z"])
    if w.maybe(8):
        made = w.named("d", scope, "dict")
        return [f"{made} = {w.pick([f'dict({name})', f'{name}.copy()', f'{{**{name}}}', name])}"]
    if w.maybe(8):
        taken = w.named("q", scope, "number")
        return [f"{taken} = {name}.pop('z', {value})"]
    return [w.pick([
        f"{name}[{key!r}] = {value}", f"{name}['a'] += {value}", f"{name}.update({{'b': {value}}})",
        f"{name}.setdefault({key!r}, {value})", f"{name}['w'][1] = {value}", f"{name}['w'] = {vector(w, scope, N)}",
        f"{name}.update(w={vector(w, scope, N)})", f"{name}['w'] *= {value}", f"{name}.update({w.pick(scope.dicts)})",
    ])]  # fmt: skip


def trees(w: Writer, scope: Scope) -> list[str]:
    """A dict of dicts and lists is changed, or a part of it gets a name."""
    name, value = w.pick(scope.trees), number(w, scope, 0)
    if w.maybe(3):
        w.marks.add("alias")
        letter, kind = w.pick([("d", "dict"), ("p", "pool")])
        return [f"{w.named(letter, scope, kind)} = {name}[{letter!r}]"]
    return [w.pick([
        f"{name}['d']['w'][1] += {value}", f"{name}['d']['a'] = {value}", f"{name}['p'][0][:] = {value}",
        f"{name}['d']['w'] = {vector(w, scope, N)}", f"{name}['p'].append({vector(w, scope, N)})",
        f"{name}['p'][0] = {name}['d']['w']", f"{name}['d']['b'] -= {value}",
    ])]  # fmt: skip


def objects(w: Writer, scope: Scope) -> list[str]:
    """An object is changed."""
    name, value = w.pick(scope.objects), number(w, scope, 1)
    found = views(w, scope, N) or ["np.ones(6)"]
    choices = [
        f"{name}.s = {value}", f"{name}.s += {value}", f"{name}.t = {name}.s * {value}", f"{name}.a[1:] = {value}",
        f"{name}.a[{index(w, scope, N)}] += {value}", f"{name}.a = {vector(w, scope, N)}",
        f"{name}.items.append({value})", f"{name}.a *= {value}", f"{name}.grow({value})", f"{name}.half = {value}",
        f"{name}[{w.pick(['0', '1'])}] = {value}", f"{name}.items, {name}.s = [{value}], {value}",
        f"setattr({name}, 's', {value})", f"{name}.a = {w.pick(found)}",
    ]  # fmt: skip
    if not w.keeps_globals:
        choices += ["C.count += 1", f"{name}.count += 1"]
    choices += [f"{name}.step({w.pick(found)})"] * 2
    if "." not in name and name != "H":
        choices += [f"{name} += {value}"]
        if w.maybe(6):
            made = w.named("o", scope, "object")
            given = vector(w, scope, N)
            return [f"{made} = {w.pick(['C()', 'D()', f'D({given})', f'C.of({given})', name])}"]
    text = w.pick(choices)
    if "grow" in text or "step" in text:
        w.marks.add("call")
    if ".a = " in text:
        w.marks.add("alias")
    return [text]


def deleted(w: Writer, scope: Scope) -> list[str]:
    """An item is deleted that was put there."""
    if scope.dicts:
        name = w.pick(scope.dicts)
        return [f"{name}['y'] = {number(w, scope, 0)}", f"del {name}['y']"]
    if scope.lists:
        name = w.pick(scope.lists)
        return [f"{name}.append({number(w, scope, 0)})", f"del {name}[-1]"]
    return set_number(w, scope)
