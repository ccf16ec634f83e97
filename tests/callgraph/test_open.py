"""What is known where nobody is seen to call: the public functions of a library, methods of classes that others derive
from, and calls that are not evaluated where they stand.
"""

from __future__ import annotations

from tests.callgraph.test_programs import graph

MIXINS = """\
class Reader:
    def peek(self): return 1
    def close(self): return "reader"

class Scanner:
    def scan(self):
        self.close()
        return self.peek()
    def close(self): return "scanner"

class Loader(Reader, Scanner):
    pass
"""

STATES = """\
class Inline:
    def append(self, token): pass

class Block:
    def append(self, token): pass

def inline(state: Inline): state.append(1)
def block(state: "Block"): state.append(1)
def either(state: Inline | Block): state.append(1)

def parse(name, state):
    {"inline": inline, "block": block, "either": either}[name](state)

def first(name): parse(name, Inline())
def second(name): parse(name, Block())
"""

NAMES = """\
class Leaf:
    type = "leaf"

class Keyword(Leaf):
    @property
    def type(self): return "keyword"
    @property
    def alone(self): return 1
    @property
    def held(self): return 1

class Other:
    def __init__(self): self.held = 2

def ask(node): return node.alone

def ask_type(node): return node.type

def ask_held(node): return node.held

def ask_all(node): return node.type, node.alone, node.held
"""

TYPED = """\
import lib

class Result:
    def __add__(self, other): return self
    def __call__(self): return 1
    def show(self): return 1

def parse(text: str) -> tuple[int, Result]:
    return lib.parse(text)

def use(text):
    at, found = parse(text)
    found.show()
    return at + 1

def named(name: str, kind: type): return name(), kind()
def wrongly(found: Result): return named(use, found)
"""

OPERANDS = """\
class Element:
    def __add__(self, other):
        if not isinstance(other, Element):
            return NotImplemented
        return self
    def __radd__(self, other): return self

class Sequence(Element):
    pass

def join(b: Sequence): return Element() + b
def before(b: Element): return 1 + b
"""

KEPT = """\
from rpds import HashTrieMap

def even(n): return n % 2 == 0
CHECKS = HashTrieMap.convert({"even": even})
def check(name, n): return CHECKS[name](n)
"""

ANSWERING = """\
class Proxy:
    def __getattr__(self, name): return self.made
    def made(self): pass

class Node:
    def name(self): pass

def either(flag): return Proxy() if flag else Node()
def ask(flag): either(flag).name()
def alone(): Proxy().name()
"""

WRAPPED = """\
from functools import partial

class Machine:
    def __init__(self): self.run = self.step
    def step(self): return 1
    def call(self, function, *args): return function(*args)
    def first(self):
        self.run = partial(self.call, self.run)
        self.go = partial(self.run, self.go)
    def second(self):
        self.go = partial(self.go, self.run)
        self.run = partial(self.go, self.go)
        return self.run()
"""

COMMAND = """\
import argparse

class Stack:
    def run(self): pass

def build(stack, options):
    if options.get("a"):
        stack.char = options["char"]
    return stack

def main():
    options = vars(argparse.ArgumentParser().parse_args())
    build(Stack(), options)["x"]
    build(Stack(), options).run()
"""

COLUMNS = """\
def wants(): return True
def one(): pass
def two(): pass

def register(rows):
    for row in rows:
        if len(row) == 2:
            can, handle = row
        else:
            can, handle, _ = row
        can()

register([(wants, one), (wants, two, 3)])
"""


def called(text: str, caller: str) -> set[str]:
    """Whom a function of a program calls, by their names in it."""
    callees = [callee for one, callee in graph({"main.py": text}) if one == f"main.{caller}"]
    return {callee.removeprefix("main.") for callee in callees if callee.startswith("main.")}


def large(text: str, functions: int) -> str:
    """A program in which calls are evaluated where they stand for few of its functions, or for none."""
    return text + "".join(f"\ndef unused{number}(): pass\n" for number in range(functions))

KINDS = """\
def grown(depth):
    kinds = (int,)
    while depth:
        kinds = (kinds, str)
        depth -= 1
    return kinds

def known(value, depth):
    if isinstance(value, grown(depth)):
        return told(value)
    try:
        return other(value)
    except grown(depth):
        return None

def told(value): return value
def other(value): return value
"""

HELD = """\
class Notes(list):
    def insert(self, at, item):
        super().insert(at, item)
        if self.__dict__.get("_notes"):
            self.moved(at)
    def moved(self, at):
        return at
"""


def test_methods_of_the_other_bases_of_what_is_derived() -> None:
    assert called(MIXINS, "Scanner.scan") == {"Reader.peek", "Reader.close", "Scanner.close"}


def test_what_is_of_the_declared_type_keeps_out_what_only_looks_like_it() -> None:
    text = large(STATES, 1600)
    assert called(text, "inline") == {"Inline.append"}
    assert called(text, "block") == {"Block.append"}
    assert called(text, "either") == {"Inline.append", "Block.append"}


def test_a_name_that_others_bind_is_not_one_class_s_alone() -> None:
    assert called(NAMES, "ask") == {"Keyword.alone"}
    assert called(NAMES, "ask_type") == called(NAMES, "ask_held") == set()
    assert called(NAMES, "ask_all") == {"Keyword.alone", "Keyword.type", "Keyword.held"}  # no other has all


def test_variables_of_what_is_not_known_are_not_those_of_the_function() -> None:
    assert called(COMMAND, "main") == {"build", "Stack.run"}


def test_what_is_taken_apart_has_as_many_items_as_there_are_targets() -> None:
    assert called(COLUMNS, "register") == {"wants"}


def test_modules_learn_what_functions_give_that_were_evaluated_for_themselves() -> None:
    body = "".join(f"    x{number} = kept.get({number})\n" for number in range(150))
    build = f"class Kept:\n    def run(self): pass\n\ndef build(kept):\n{body}    return kept\n"
    text = f"{build}\ndef main(): build(Kept()).run()\nmain()\n"
    assert called(large(text, 1000), "main") == {"build", "Kept.run"}


def test_an_object_is_of_the_class_that_was_passed() -> None:
    kinds = "".join(f"class K{number}(Base):\n    def __init__(self): pass\n" for number in range(4))
    base = "class Base:\n    def __new__(cls): return object.__new__(cls)\n    def __init__(self): pass\n\n"
    text = f"{base}{kinds}\ndef make(): K1()\ndef others(): K0(), K2(), K3()\n"
    assert called(large(text, 1600), "make") == {"Base.__new__", "K1.__init__"}


def test_each_item_of_a_tuple_is_what_is_declared_for_it_and_no_function_is_a_text() -> None:
    called = graph({"main.py": TYPED})
    assert ("main.use", "main.Result.show") in called
    wrong = {("main.use", "main.Result.__add__"), ("main.named", "main.use"), ("main.named", "main.Result.__call__")}
    assert not called & wrong


def test_a_method_of_an_operator_does_not_give_up_with_its_own_kind() -> None:
    called = graph({"main.py": OPERANDS})
    assert ("main.join", "main.Element.__add__") in called
    assert ("main.join", "main.Element.__radd__") not in called
    assert ("main.before", "main.Element.__radd__") in called


def test_a_library_s_container_holds_the_functions_that_it_was_made_of() -> None:
    assert ("main.check", "main.even") in graph({"main.py": KEPT})


def test_who_has_an_attribute_is_meant_before_who_answers_for_any() -> None:
    called = graph({"main.py": ANSWERING})
    assert ("main.ask", "main.Node.name") in called
    assert ("main.ask", "main.Proxy.__getattr__") not in called
    assert ("main.alone", "main.Proxy.__getattr__") in called


def test_what_is_wrapped_in_itself_over_and_over_again_comes_to_an_end() -> None:
    assert ("main.Machine.second", "main.Machine.call") in graph({"main.py": WRAPPED})


def test_a_tuple_of_classes_that_grows_in_a_loop_holds_all_of_them() -> None:
    assert {("main.known", "main.told"), ("main.known", "main.other")} <= graph({"main.py": KINDS})


def test_any_object_may_hold_more_than_is_seen() -> None:
    assert ("main.Notes.insert", "main.Notes.moved") in graph({"main.py": HELD})
