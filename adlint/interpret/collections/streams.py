"""What a text stream of the standard library asks the stream for that it is put around."""

from __future__ import annotations

from adlint.interpret.collections.iteration import may_be_object
from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import NO_ARGUMENTS, Arguments
from adlint.interpret.memory.atoms import Value, atoms
from adlint.interpret.memory.spaces import Object
from adlint.interpret.objects.attributes import attribute
from adlint.interpret.views.described import External

WRAPPER = External("io.TextIOWrapper")
_ASKED = ("seekable", "readable", "writable", "tell")


def ask_stream(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`io.TextIOWrapper(stream)` asks a stream of the program what it can do."""
    stream = given.at(0, "buffer")
    if stream is not None and may_be_object(stream):
        for name in _ASKED:
            for one in atoms(attribute(f, stream, name, at)):
                if not isinstance(one, External):
                    f.call(at, one, NO_ARGUMENTS)
    return None


def call_stream(f: Frame, at: int, atom: Object, name: str, given: Arguments) -> Value | None:
    """Let an instance of a class derived from the wrapper be set up: the result is None, for it is not known."""
    if name == "__init__" and atom.cls is not None and WRAPPER in atom.cls.order:
        ask_stream(f, at, WRAPPER.path, given)
    return None
