"""`torch.autocast` on the CPU: which operations run in lower precision, which in single precision.

Source: the lists of aten/src/ATen/autocast_mode.h of PyTorch 2.13.0 for CPUs.
"""

from __future__ import annotations

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.operation.iteration import items
from adlint.evaluate.values import External, Partial, Ref, Value
from adlint.frameworks.torch.dtypes import dtype_of
from adlint.frameworks.torch.elementwise import cast
from adlint.frameworks.torch.graph import graph
from adlint.frameworks.torch.making import AUTOCAST, NotKnown, needs_gradient
from adlint.frameworks.torch.promotion import result_type
from adlint.shapes.dtypes import kind
from adlint.trace import Array

CASTING = External("torch.<autocast>")
CACHE = "torch.autocast_cache"  # leaves that were cast once in a region, by number
_LOWER = frozenset(
    "conv1d conv2d conv3d bmm mm linalg.vecdot baddbmm addmm addbmm linear matmul linalg.matmul conv_transpose1d"
    " conv_transpose2d conv_transpose3d prelu scaled_dot_product_attention chain_matmul".split()
)
_SINGLE = frozenset(
    "avg_pool3d binary_cross_entropy grid_sampler polar prod quantile nanquantile stft cdist trace view_as_complex"
    " cholesky cholesky_inverse cholesky_solve inverse pinverse max_pool3d adaptive_avg_pool3d mse_loss"
    " cosine_embedding_loss nll_loss nll_loss_nd nll_loss2d hinge_embedding_loss poisson_nll_loss smooth_l1_loss"
    " cross_entropy_loss l1_loss huber_loss margin_ranking_loss soft_margin_loss triplet_margin_loss"
    " multi_margin_loss ctc_loss kl_div multilabel_margin_loss binary_cross_entropy_with_logits".split()
)
# made of products that are cast inside, in steps of which it is not known how
_OPEN = frozenset("lstm tensordot inner multi_dot linalg.multi_dot kron".split())
_WIDEST = frozenset("cat stack concat concatenate index_copy".split())


def region(m: Machine, name: str, given: Given) -> Value:
    """`autocast(device, dtype, enabled)`: to enter. On other devices than a CPU it is said that it is not modelled."""
    device = given.at(0, "device_type") if name in ("autocast", "amp.autocast", "amp.autocast_mode.autocast") else None
    device = name.partition(".")[0] if device is None else device
    wanted: Value = dtype_of(m, given.keywords.get("dtype", given.at(1, "dtype")), "bf16") if device == "cpu" else True
    if given.keywords.get("enabled", given.at(2, "enabled")) is False:
        wanted = False
    return Partial(CASTING, (wanted, m.settings.get(AUTOCAST, False)), ())


def leave(m: Machine, before: Value) -> None:
    """A region ends; behind the outermost one nothing is known of leaves that were cast."""
    m.settings[AUTOCAST] = before
    if before is False:
        m.settings.pop(CACHE, None)


def arguments(m: Machine, name: str, given: Given) -> Given:
    """The arguments of a function as the region casts them."""
    wanted = m.settings.get(AUTOCAST, False)
    if wanted is False:
        return given
    if not isinstance(wanted, str):
        m.say_unknown("which dtypes operations have under `autocast` on another device than a CPU", given.values)
        return given
    if name in _OPEN:
        raise NotKnown("which dtypes it has under `autocast`")
    if name in _LOWER:
        return _cast(m, given, wanted)
    if name in _SINGLE or name.startswith(("fft.", "linalg.")):
        return _cast(m, given, "f32")
    if name in _WIDEST:
        held = items(m, given.at(0, "tensors")) if given.positional else None
        dtypes = [one for one in held or [] if isinstance(one, Array)]
        return _cast(m, given, result_type(dtypes, "f32")) if dtypes else given
    return given


def _cast(m: Machine, given: Given, dtype: str) -> Given:
    positional = tuple(_one(m, one, dtype) for one in given.positional)
    return Given(positional, {key: _one(m, one, dtype) for key, one in given.keywords.items()})


def _one(m: Machine, value: Value, dtype: str) -> Value:
    match value:
        case Array() if kind(value.dtype) == "f" and value.dtype not in ("f64", dtype):
            return _cached(m, value, dtype)
        case tuple():
            return tuple(_one(m, one, dtype) for one in value)
        case Ref() if m.store[value].kind == "list":
            return m.store.new("list", items=[_one(m, one, dtype) for one in m.store[value].items])
        case _:
            return value


def _cached(m: Machine, array: Array, dtype: str) -> Array:
    """A cast tensor; a leaf in single precision is cast once in a region."""
    is_leaf = array.dtype == "f32" and needs_gradient(m, array) and graph(m).source(array) is array
    if not is_leaf or (array.number != array.buffer and type(array) is Array):
        return cast(m, array, dtype)
    cache = m.settings.setdefault(CACHE, {})  # type: ignore[call-overload]
    if (array.number, dtype) not in cache:
        cache[array.number, dtype] = cast(m, array, dtype)
    found: Array = cache[array.number, dtype]
    return found
