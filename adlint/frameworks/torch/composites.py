"""Functions that ATen composes of others, in its steps.

Sources: aten/src/ATen/native/{WeightNorm,Activation,PackedSequence,SpectralOps,LossCTC,TensorShape}.cpp.
"""

from __future__ import annotations

from adlint.evaluate.invocation.imports import of_text
from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import Value
from adlint.frameworks.torch.constants import follow, numbers, seen
from adlint.frameworks.torch.making import NotKnown, emit, made
from adlint.trace import Array

MODULE = "torch.<composites>"
_TEXT = """
import torch

def norm_except_dim(v, pow=2, dim=0):
    if dim == -1:
        return v.norm(pow)
    ones = [1] * (v.dim() - 1)
    if dim == 0:
        return v.contiguous().view(v.size(0), -1).norm(pow, 1).view(v.size(0), *ones)
    if dim == v.dim() - 1:
        return v.contiguous().view(-1, v.size(-1)).norm(pow, 0).view(*ones, v.size(-1))
    return norm_except_dim(v.transpose(0, dim), pow, 0).transpose(0, dim)

def _weight_norm(v, g, dim=0):
    if dim == 0 or dim == v.dim() - 1:
        return torch.as_in_aten("_weight_norm_interface", (v.contiguous(), g.contiguous()), v, g)[0]
    return v * (g / norm_except_dim(v, 2, dim))

def rrelu(input, lower=0.125, upper=0.3333333333333333, training=False, generator=None):
    return torch.as_in_aten("rrelu_with_noise", (input, torch.empty_like(input)), input)

def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    longest = max([one.size(0) for one in sequences])
    count = len(sequences)
    shape = [count, longest] if batch_first else [longest, count]
    whole = torch.full([*shape, *sequences[0].shape[1:]], padding_value, dtype=sequences[0].dtype)
    for number, one in enumerate(sequences):
        place = whole.select(0 if batch_first else 1, number)
        place.narrow(0, 0, one.size(0)).copy_(one)
    return whole

def _pack_padded_sequence(input, lengths, batch_first=False):
    known = torch.whole_numbers(lengths)
    sizes = [sum([one > step for one in known]) for step in range(max(known))]
    like = input.new_empty(sum(known), *input.shape[2:]), torch.empty(len(sizes), dtype=torch.int64)
    data, counts = torch.as_in_aten("_pack_padded_sequence", (input, lengths), *like)
    return data, torch.with_numbers(counts, sizes)

def _pad_packed_sequence(data, batch_sizes, batch_first=False, padding_value=0.0, total_length=-1):
    sizes = torch.whole_numbers(batch_sizes)
    whole = torch.full((max(len(sizes), total_length), sizes[0], *data.shape[1:]), padding_value, dtype=data.dtype)
    start = first = 0
    for step in range(1, len(sizes) + 1):
        if step == len(sizes) or sizes[step] != sizes[step - 1]:
            count = sizes[step - 1] * (step - first)
            part = data.narrow(0, start, count).view(step - first, sizes[step - 1], *data.shape[1:])
            whole.narrow(0, first, step - first).narrow(1, 0, sizes[step - 1]).copy_(part)
            start, first = start + count, step
    lengths = torch.tensor([sum([size > place for size in sizes]) for place in range(sizes[0])])
    return whole.transpose(0, 1) if batch_first else whole, lengths

def stft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode="reflect",
         normalized=False, onesided=None, return_complex=None, align_to_window=None):
    hop = n_fft // 4 if hop_length is None else hop_length
    rows = input.view([1] * (2 - input.dim()) + list(input.shape))
    if center:
        extended = rows.view(1, *rows.shape) if pad_mode != "constant" else rows
        rows = torch.nn.functional.pad(extended, [n_fft // 2, n_fft // 2], pad_mode).view(rows.size(0), -1)
    frames = rows.unfold(-1, n_fft, hop)
    if window is not None or (win_length is not None and win_length < n_fft):
        frames = frames * whole_window(input, n_fft, win_length, window)
    if onesided is False or input.is_complex():
        found = torch.fft.fft(frames)
    else:
        found = torch.fft.rfft(frames)
    found = found.transpose(1, 2)
    if input.dim() == 1:
        found = found.squeeze(0)
    return found if return_complex or input.is_complex() else torch.view_as_real(found)

def whole_window(input, n_fft, win_length, window):
    length = n_fft if win_length is None else win_length
    if length == n_fft:
        return torch.ones(n_fft) if window is None else window
    whole = torch.zeros(n_fft)
    place = whole.narrow(0, (n_fft - length) // 2, length)
    if window is None:
        place.fill_(1)
    else:
        place.copy_(window)
    return whole

def hsplit(input, indices_or_sections):
    return torch.tensor_split(input, indices_or_sections, 0 if input.dim() == 1 else 1)

def vsplit(input, indices_or_sections):
    return torch.tensor_split(input, indices_or_sections, 0)

def dsplit(input, indices_or_sections):
    return torch.tensor_split(input, indices_or_sections, 2)

def channel_shuffle(input, groups):
    part = input.view(input.size(0), groups, input.size(1) // groups, -1)
    return part.permute(0, 2, 1, 3).contiguous().reshape(input.shape)

def stack_module_state(models):
    return (stacked([dict(one.named_parameters()) for one in models]),
            stacked([dict(one.named_buffers()) for one in models]))

def stacked(several):
    found = {}
    for key, first in several[0].items():
        whole = torch.stack([one[key] for one in several])
        found[key] = whole.detach().requires_grad_() if first.requires_grad else whole
    return found

def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction=1, zero_infinity=False):
    three = log_probs if log_probs.dim() == 3 else log_probs.unsqueeze(1)
    batch = three.size(1)
    longest = torch.longest_target(targets, target_lengths)
    alpha = three.new_empty(batch, three.size(0), 2 * longest + 1)
    found, _ = torch.as_in_aten("_ctc_loss", (three, targets.to(torch.int64)), three.new_empty(batch), alpha)
    if zero_infinity:
        found = torch.where(found == float("inf"), torch.zeros(()), found)
    if reduction == 1:
        lengths = target_lengths if isinstance(target_lengths, torch.Tensor) else torch.tensor(target_lengths)
        return (found / lengths.to(found.dtype, copy=True).clamp_min(1)).mean()
    if reduction == 2:
        return found.sum()
    return found if log_probs.dim() == 3 else found.squeeze(0)
"""
COMPOSITES = frozenset(
    "norm_except_dim _weight_norm rrelu pad_sequence stft ctc_loss hsplit vsplit dsplit channel_shuffle"
    " func.stack_module_state _pack_padded_sequence _pad_packed_sequence".split()
)


def composed(m: Machine, name: str, given: Given) -> Value:
    """What one of them gives."""
    return m.tables.call(m, of_text(m, MODULE, _TEXT)[name.removeprefix("func.")], given)


def whole_numbers(m: Machine, given: Given) -> Value:
    """The integers in a tensor, in a list. NotKnown if they are data."""
    array = given.positional[0]
    found = numbers(m, array) if isinstance(array, Array) else None
    if found is None or not all(isinstance(one, int) for one in found.flat):
        raise NotKnown("lengths that depend on data")
    return m.store.new("list", items=list(found.flat))


def with_numbers(m: Machine, given: Given) -> Value:
    """A tensor of which it is known what numbers it holds."""
    array, held = given.positional
    follow(m, seen(m, "tensor", Given((held,))), array)
    return array


def longest_target(m: Machine, given: Given) -> Value:
    """How long the longest target of a batch is: where lengths are data, at most as long as the rows."""
    targets, lengths = given.at(0, "targets"), given.at(1, "target_lengths")
    found = numbers(m, lengths) if isinstance(lengths, Array) else None
    known = found.flat if found is not None else () if isinstance(lengths, Array) else items(m, lengths) or ()
    whole = [one for one in known if isinstance(one, int)]
    if known and len(whole) == len(known):
        return max(whole)
    most = targets.shape[-1] if isinstance(targets, Array) and len(targets.shape) > 0 else None
    return m.fresh("how long the longest target is depends on data", 1, most)


def as_in_aten(m: Machine, given: Given) -> Value:
    """An operation by its name in ATen, with results like the tensors that are named last."""
    name, operands, *like = given.positional
    if not isinstance(name, str) or not isinstance(operands, tuple):
        raise NotKnown("an operation of ATen that is not known")
    results = [made(m, one.shape, one.dtype) for one in like if isinstance(one, Array)]
    emit(m, name, operands, *results)
    return results[0] if len(results) == 1 else tuple(results)
