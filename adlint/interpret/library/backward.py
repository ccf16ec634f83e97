"""Going back through what was computed with tensors: what is called then, by whoever asks for it.

What is told to one tensor or module counts for all, as it is not known which of them a result was computed from.
"""

from __future__ import annotations

from adlint.interpret.frame import Frame
from adlint.interpret.invocation.arguments import Arguments
from adlint.interpret.library import MEANINGS, NAMED, drive
from adlint.interpret.memory.atoms import NUMBER, Atom, Method, Partial, Value, atoms, joined
from adlint.interpret.objects.outside import tell
from adlint.interpret.views.described import Instance

_BACK = "torch.Tensor.*back"
CONTEXT = "torch.autograd.function.FunctionCtx"


def keep_back(f: Frame, callee: Value, given: Arguments | None = None) -> None:
    """Let `callee` be called where it is gone back, with these arguments or with gradients."""
    tell(f.task, _BACK, callee if given is None else Partial(callee, given.positional, given.keywords))


def _went_back(f: Frame, at: int, _given: Arguments) -> Value | None:
    """`loss.backward()`."""
    back = f.task.get(f.world.told, _BACK)
    f.task.is_open = True  # others may go on telling
    waiting = joined([atom for atom in atoms(back) if not _runs(f, atom)]) if back is not None else None
    if waiting is not None:
        f.call(at, waiting, Arguments((), (), NUMBER))
    return None


def _runs(f: Frame, atom: Atom) -> bool:
    """Whether what goes back is on its way: it goes back through what it computed itself, not through itself."""
    inner: tuple[Atom, ...] = (atom,)
    while len(inner) == 1 and isinstance(inner[0], Partial | Method):
        inner = atoms(inner[0].callee)
    return len(inner) == 1 and inner[0] in f.task.entered


def _hooked(f: Frame, _at: int, given: Arguments) -> Value | None:
    """`tensor.register_hook(f)`."""
    hook = given.at(0, "hook")
    if hook is not None:
        keep_back(f, hook)
    return None


def _hooked_several(f: Frame, _at: int, _path: str, given: Arguments) -> Value | None:
    """`register_multi_grad_hook(tensors, f)`."""
    hook = given.at(1, "fn")
    if hook is not None:
        keep_back(f, hook)
    return Instance("torch.utils.hooks.RemovableHandle")


def _item_by_item(f: Frame, at: int, given: Arguments) -> Value | None:
    """`tensor.apply_(f)`, `tensor.map_(other, f)`."""
    drive(f, at, given)
    return NUMBER


def _asked(f: Frame, at: int, _path: str, given: Arguments) -> Value | None:
    """`torch.autograd.grad(outputs, inputs)`."""
    _went_back(f, at, given)
    return None


def _packed(f: Frame, at: int, path: str, given: Arguments) -> Value | None:
    """`saved_tensors_hooks(pack, unpack)`: one is called by what runs inside, the other on the way back."""
    pack, unpack = given.at(0, "pack_hook"), given.at(1, "unpack_hook")
    if pack is not None:
        f.call(at, pack, Arguments((NUMBER,)))
    if unpack is not None:
        keep_back(f, unpack)
    return Instance(path)


NAMED["backward"] = _went_back
NAMED.update(dict.fromkeys(("register_hook", "register_prehook", "register_post_accumulate_grad_hook"), _hooked))
MEANINGS.update(dict.fromkeys(("torch.autograd.backward", "torch.autograd.grad"), _asked))
MEANINGS["torch.autograd.graph.saved_tensors_hooks"] = _packed
MEANINGS["torch.autograd.graph.register_multi_grad_hook"] = _hooked_several
NAMED.update(dict.fromkeys(("apply_", "map_"), _item_by_item))
