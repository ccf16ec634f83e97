"""The functions of PyTorch by name, each with what it does. Methods of tensors are the same, the tensor first."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.torch import (
    autocast,
    batching,
    composites,
    convolution,
    creation,
    cutting,
    derivatives,
    differentiating,
    dtypes,
    einsum,
    factorisations,
    fourier,
    functional,
    indexing,
    joining,
    layers,
    lazily,
    linalg,
    losses,
    modes,
    numerical,
    products,
    recurrent,
    reductions,
    scattering,
    views,
)
from adlint.frameworks.torch.elementwise import (
    clamp,
    close,
    converted,
    float_power,
    floored,
    fused,
    gated,
    weighted,
    where,
)

Function = Callable[[Machine, str, Given], Value]


def _table(*entries: tuple[str, Function]) -> dict[str, Function]:
    return {name: function for names, function in entries for name in names.split()}


def _under(prefix: str, names: Iterable[str]) -> str:
    return " ".join(f"{prefix}.{name}" for name in names)


FUNCTIONS: dict[str, Function] = _table(
    ("zeros ones empty full rand randn randint normal bernoulli poisson", creation.shaped),
    ("zeros_like ones_like empty_like full_like rand_like randn_like randint_like", creation.alike),
    ("new_zeros new_ones new_empty new_full new_tensor new", creation.new),
    ("tensor as_tensor asarray from_numpy scalar_tensor", creation.constant),
    (" ".join(["Tensor", *dtypes.TYPES]), creation.typed),
    ("arange", creation.sequence),
    ("linspace logspace", creation.line),
    ("eye", creation.identity),
    ("hann_window hamming_window blackman_window bartlett_window kaiser_window", creation.window),
    ("randperm fft.fftfreq fft.rfftfreq", creation.window),
    ("triu_indices tril_indices", creation.triangle_indices),
    ("one_hot", creation.one_hot),
    ("multinomial", creation.multinomial),
    ("finfo iinfo", creation.limits),
    ("nn.parameter.Parameter nn.Parameter", creation.parameter),
    ("nn.parameter.UninitializedParameter nn.parameter.UninitializedBuffer", lazily.unmade),
    ("nn.UninitializedParameter nn.UninitializedBuffer", lazily.unmade),
    ("reshape view reshape_as view_as", views.reshape),
    ("flatten ravel", views.flatten),
    ("unflatten", views.unflatten),
    ("permute transpose t T mT H mH adjoint movedim moveaxis swapaxes swapdims", views.permutation),
    ("unsqueeze", views.unsqueeze),
    ("squeeze", views.squeeze),
    ("expand broadcast_to expand_as", views.expand),
    ("select narrow", cutting.select),
    ("unbind", cutting.unbind),
    ("split chunk tensor_split unsafe_chunk unsafe_split split_with_sizes", cutting.split),
    ("diagonal linalg.diagonal", cutting.diagonal),
    ("unfold", cutting.unfold),
    ("contiguous", views.contiguous),
    ("clone", views.clone),
    ("detach", views.detach),
    ("as_strided", views.strided),
    ("sum mean nansum amax amin logsumexp special_logsumexp all any count_nonzero", reductions.total),
    ("prod", reductions.product_of),
    ("max min median nanmedian mode kthvalue cummax cummin", reductions.extreme),
    ("argmax argmin argsort", reductions.place),
    ("sort topk msort", reductions.ordered),
    ("var std var_mean std_mean", reductions.deviation),
    ("cumsum cumprod logcumsumexp", reductions.scan),
    ("softmax log_softmax special_softmax special_log_softmax", reductions.softmax),
    ("norm linalg.norm linalg.vector_norm linalg.matrix_norm", reductions.norm),
    ("trace", reductions.trace),
    ("cdist", reductions.distance),
    ("cosine_similarity", reductions.cosine),
    ("cat concat concatenate stack hstack vstack dstack row_stack column_stack", joining.joined),
    ("repeat tile", joining.repeated),
    ("repeat_interleave", joining.interleaved),
    ("pad", joining.padded),
    ("roll flip fliplr flipud tril triu renorm", joining.rearranged),
    ("rot90", joining.turned),
    ("diag_embed", joining.diagonal_of),
    ("meshgrid", joining.mesh),
    ("broadcast_tensors", joining.broadcast_all),
    ("diff", joining.differences),
    ("atleast_1d atleast_2d atleast_3d", joining.at_least),
    ("block_diag", joining.blocks),
    ("aminmax", reductions.both),
    ("bucketize searchsorted", reductions.sought),
    ("float_power", float_power),
    ("isclose", close),
    ("poisson_nll_loss", losses.poisson),
    ("hinge_embedding_loss", losses.hinge),
    ("where", where),
    ("glu", gated),
    ("prelu", weighted),
    ("gather index_select take_along_dim take", indexing.gathered),
    ("nonzero argwhere", indexing.nonzero),
    ("bincount", indexing.counted),
    ("matmul mm bmm mv dot vdot inner linalg.matmul linalg.vecdot", products.multiplied),
    ("linear", products.linear),
    ("bilinear", products.bilinear),
    ("outer ger", products.outer),
    ("tensordot", products.tensordot),
    ("kron", products.kronecker),
    ("einsum", einsum.einsum),
    ("conv1d conv2d conv3d", convolution.convolved),
    ("conv_transpose1d conv_transpose2d conv_transpose3d", convolution.transposed),
    (
        (
            "max_pool1d max_pool2d max_pool3d max_pool1d_with_indices max_pool2d_with_indices "
            "max_pool3d_with_indices avg_pool1d avg_pool2d avg_pool3d"
        ),
        convolution.pooled,
    ),
    (
        (
            "adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d "
            "adaptive_max_pool2d adaptive_max_pool3d"
        ),
        convolution.adaptive,
    ),
    (
        (
            "upsample_nearest1d upsample_nearest2d upsample_nearest3d upsample_linear1d "
            "upsample_bilinear2d upsample_trilinear3d upsample_bicubic2d"
        ),
        convolution.resampled,
    ),
    ("pixel_shuffle pixel_unshuffle", convolution.shuffled),
    ("im2col", convolution.unfolded),
    ("col2im", convolution.folded),
    ("affine_grid_generator", convolution.grid),
    ("grid_sampler", convolution.sampled),
    ("batch_norm", layers.batch_norm),
    ("instance_norm", layers.instance_norm),
    ("layer_norm", layers.layer_norm),
    ("group_norm", layers.group_norm),
    ("rms_norm", layers.rms_norm),
    ("embedding", layers.embedding),
    ("embedding_bag", layers.embedding_bag),
    ("scaled_dot_product_attention", layers.attention),
    (" ".join(losses.SIMPLE), losses.simple),
    ("binary_cross_entropy_with_logits", losses.with_logits),
    ("cross_entropy_loss", losses.cross_entropy),
    ("nll_loss nll_loss_nd nll_loss2d", losses.negative_likelihood),
    ("kl_div", losses.divergence),
    ("margin_ranking_loss", losses.margin_ranking),
    ("cosine_embedding_loss", losses.cosine_embedding),
    ("triplet_margin_loss", losses.triplet),
    ("pairwise_distance", losses.pairwise_distance),
    ("log_sigmoid", losses.log_sigmoid),
    ("lstm gru rnn_tanh rnn_relu", recurrent.recurrent),
    ("lstm_cell gru_cell rnn_tanh_cell rnn_relu_cell", recurrent.cell),
    (_under("linalg", factorisations.FACTORISATIONS), factorisations.factorise),
    (" ".join(factorisations.FACTORISATIONS), factorisations.factorise),
    ("linalg.solve", linalg.solve),
    ("lu_solve linalg.lu_solve", linalg.solve_by_factors),
    ("linalg.lstsq", linalg.least_squares),
    ("linalg.solve_triangular cholesky_solve", linalg.triangular),
    ("linalg.matrix_power matrix_power", linalg.power),
    ("linalg.multi_dot chain_matmul", linalg.multi_dot),
    ("cross linalg.cross", linalg.cross),
    ("dist", linalg.distances),
    (_under("fft", fourier.TRANSFORMS), fourier.transform),
    ("fft.fftshift fft.ifftshift", fourier.shifted),
    ("utils.checkpoint.checkpoint", modes.checkpoint),
    ("utils.checkpoint.checkpoint_sequential", modes.in_sequence),
    ("vmap func.vmap _functorch.apis.vmap", batching.vmap),
    ("func.functional_call", functional.functional_call),
    (" ".join(modes.MODES), modes.mode),
    ("autograd.grad", differentiating.gradient),
    (_under("func", derivatives.FUNCTIONS), derivatives.made),
    ("autocast amp.autocast amp.autocast_mode.autocast cpu.amp.autocast cuda.amp.autocast", autocast.region),
    (" ".join(composites.COMPOSITES), composites.composed),
    (" ".join(numerical.NUMERICAL), numerical.computed),
    ("to type type_as float double half bfloat16 long int short bool cfloat cdouble", converted),
)


# functions that have a form in place: they take `inplace`
IN_PLACE: dict[str, Callable[..., Value]] = {
    "clamp": clamp,
    "clip": clamp,
    "clamp_min": floored,
    "clamp_max": floored,
    "addcmul": fused,
    "addcdiv": fused,
    "lerp": fused,
    "addmm": products.added,
    "baddbmm": products.added,
    "addmv": products.added,
    "addr": products.added,
    "addbmm": products.added,
    "dropout": layers.dropout,
    "feature_dropout": layers.dropout,
    "alpha_dropout": layers.dropout,
    "feature_alpha_dropout": layers.dropout,
    "masked_fill": indexing.masked,
    "masked_select": indexing.masked,
    "masked_scatter": indexing.masked,
    "index_put": indexing.put,
    **dict.fromkeys(scattering.LIKE, scattering.likened),
    **dict.fromkeys(
        ("scatter", "scatter_add", "scatter_reduce", "index_add", "index_copy", "index_fill"), indexing.scattered
    ),
}
WRITES = frozenset(
    "copy_ set_ fill_ zero_ normal_ uniform_ bernoulli_ exponential_ random_ log_normal_ cauchy_ geometric_"
    " fill_diagonal_ trunc_normal_".split()
)
