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

def ask(node): return node.type, node.alone, node.held
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


def test_methods_of_the_other_bases_of_what_is_derived() -> None:
    assert called(MIXINS, "Scanner.scan") == {"Reader.peek", "Reader.close", "Scanner.close"}


def test_what_is_of_the_declared_type_keeps_out_what_only_looks_like_it() -> None:
    text = large(STATES, 1600)
    assert called(text, "inline") == {"Inline.append"}
    assert called(text, "block") == {"Block.append"}
    assert called(text, "either") == {"Inline.append", "Block.append"}


def test_a_name_that_others_bind_is_not_one_class_s_alone() -> None:
    assert called(NAMES, "ask") == {"Keyword.alone"}


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
