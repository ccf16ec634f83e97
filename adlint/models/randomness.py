"""Random numbers: global generators, local ones, and clocks.

What dropout draws is apart: PyTorch's own checkpointing restores the generator that it draws from.
"""

from adlint.models.model import Effect, Model

_PYTHON = (
    "random randint randrange uniform gauss normalvariate lognormvariate expovariate betavariate gammavariate"
    " vonmisesvariate paretovariate weibullvariate triangular choice choices sample shuffle getrandbits randbytes"
    " binomialvariate"
)
_NUMPY = (
    "rand randn randint random random_sample random_integers ranf sample choice bytes shuffle permutation beta"
    " binomial chisquare dirichlet exponential f gamma geometric gumbel hypergeometric laplace logistic lognormal"
    " logseries multinomial multivariate_normal negative_binomial noncentral_chisquare noncentral_f normal pareto"
    " poisson power rayleigh standard_cauchy standard_exponential standard_gamma standard_normal standard_t"
    " triangular uniform vonmises wald weibull zipf"
)
_TORCH = "rand randn randint randperm rand_like randn_like randint_like normal bernoulli multinomial poisson"
_TORCH_OTHERS = (
    "nn.init.uniform_ nn.init.normal_ nn.init.trunc_normal_ nn.init.xavier_uniform_ nn.init.xavier_normal_"
    " nn.init.kaiming_uniform_ nn.init.kaiming_normal_ nn.init.orthogonal_ nn.init.sparse_ utils.data.random_split"
    " nn.functional.gumbel_softmax nn.functional.rrelu"
)
# dropout: functions, by the argument that takes it away where it is false, its position, and whether it is true where it is
# not given; and layers
_DROPPING = ("training", 2, True)
MASKING = {
    **{f"torch.nn.functional.{name}": _DROPPING for name in "dropout dropout1d dropout2d dropout3d alpha_dropout".split()},
    "torch.nn.functional.feature_alpha_dropout": _DROPPING,
    "torch.dropout": ("train", 2, True),
    "torch.nn.functional.scaled_dot_product_attention": ("dropout_p", 4, False),
    **{f"torch.nn.{name}.__call__": ("", 1, True) for name in "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout".split()},
    "torch.nn.FeatureAlphaDropout.__call__": ("", 1, True),
}
# of these, layers that draw only if they are told to when they are made, and by which keyword
MASKING_IF = {
    **dict.fromkeys([f"torch.nn.{name}.__call__" for name in "RNN LSTM GRU MultiheadAttention".split()], "dropout"),
}
MASKING |= dict.fromkeys(MASKING_IF, ("", 1, True))
MASKING |= {
    f"torch.nn.{name}.__call__": ("", 1, True)
    for name in "TransformerEncoderLayer TransformerDecoderLayer Transformer".split()
}
# transforms of images that draw each time: https://docs.pytorch.org/vision/stable/transforms.html
AUGMENTING = tuple(
    "RandomCrop RandomResizedCrop RandomHorizontalFlip RandomVerticalFlip RandomRotation RandomAffine RandomPerspective"
    " RandomErasing RandomGrayscale RandomInvert RandomPosterize RandomSolarize RandomAdjustSharpness RandomAutocontrast"
    " RandomEqualize ColorJitter GaussianBlur ElasticTransform AutoAugment RandAugment TrivialAugmentWide AugMix".split()
)
MASKING |= {
    f"torchvision.transforms.{version}{name}.__call__": ("", 1, True) for version in ("", "v2.") for name in AUGMENTING
}
# layers whose weights are drawn when they are made
_LAYERS = (
    "Linear Bilinear LazyLinear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d LazyConv1d LazyConv2d"
    " LazyConv3d Embedding EmbeddingBag RNN LSTM GRU RNNCell LSTMCell GRUCell MultiheadAttention Transformer"
    " TransformerEncoderLayer TransformerDecoderLayer"
)
# distributions of SciPy, which are called to freeze what they are told
FROZEN = frozenset(
    f"scipy.stats.{name}"
    for name in (
        "alpha anglit arcsine argus bernoulli beta betabinom betanbinom betaprime binom boltzmann bradford burr burr12 cauchy"
        " chi chi2 cosine crystalball dgamma dirichlet dirichlet_multinomial dlaplace dpareto_lognorm dweibull erlang expon"
        " exponnorm exponpow exponweib f fatiguelife fisk foldcauchy foldnorm gamma gausshyper genexpon genextreme gengamma"
        " genhalflogistic genhyperbolic geninvgauss genlogistic gennorm genpareto geom gibrat gompertz gumbel_l gumbel_r"
        " halfcauchy halfgennorm halflogistic halfnorm hypergeom hypsecant invgamma invgauss invweibull invwishart irwinhall"
        " jf_skew_t johnsonsb johnsonsu kappa3 kappa4 ksone kstwo kstwobign landau laplace laplace_asymmetric levy levy_l"
        " levy_stable loggamma logistic loglaplace lognorm logser loguniform lomax matrix_normal matrix_t maxwell mielke moyal"
        " multinomial multivariate_hypergeom multivariate_normal multivariate_t nakagami nbinom ncf nchypergeom_fisher"
        " nchypergeom_wallenius nct ncx2 nhypergeom norm normal_inverse_gamma norminvgauss ortho_group pareto pearson3 planck"
        " poisson poisson_binom powerlaw powerlognorm powernorm randint random_correlation random_table rayleigh rdist"
        " recipinvgauss reciprocal rel_breitwigner rice semicircular skellam skewcauchy skewnorm special_ortho_group"
        " studentized_range t trapezoid triang truncexpon truncnorm truncpareto truncweibull_min tukeylambda uniform"
        " uniform_direction unitary_group vonmises vonmises_fisher vonmises_line wald weibull_max weibull_min wishart"
        " wrapcauchy yulesimon zipf zipfian"
    ).split()
)
_TENSORFLOW = (
    "random.normal random.uniform random.truncated_normal random.gamma random.poisson random.categorical random.shuffle"
    " random.experimental.index_shuffle image.random_flip_left_right image.random_flip_up_down image.random_brightness"
    " image.random_contrast image.random_crop image.random_hue image.random_saturation image.random_jpeg_quality"
    " image.sample_distorted_bounding_box compat.v1.random_normal compat.v1.random_uniform"
    " nn.dropout"
)
_OF_SCIPY, _OF_TORCH = "scipy.stats.rv_generic.rvs", "torch.distributions.Distribution.sample"
_OF_DENSITIES = "scipy.stats.gaussian_kde.resample"
_OF_STATISTICS = "statistics.NormalDist.samples"
# methods of distributions that draw, by the beginning of the path of the class: the path of their model
_DISTRIBUTIONS = {
    "scipy.stats.": {"rvs": _OF_SCIPY},
    "statistics.NormalDist": {"samples": _OF_STATISTICS},
    "torch.distributions.": dict.fromkeys(("sample", "rsample", "sample_n"), _OF_TORCH),
}
# methods that distributions of any library draw by, and arrays do not have; by these arguments they are told what to draw from
DRAWN_BY = frozenset("sample rsample sample_n sample_and_log_prob rvs".split())
TOLD_BY = frozenset("key rng rng_key seed random_state generator".split())
BIT_GENERATORS = tuple(f"numpy.random.{name}" for name in "PCG64 PCG64DXSM MT19937 Philox SFC64".split())
SAMPLERS = tuple("normal_ uniform_ bernoulli_ exponential_ geometric_ log_normal_ cauchy_ random_".split())
_CLOCKS = (
    "time time_ns perf_counter perf_counter_ns monotonic monotonic_ns process_time process_time_ns thread_time thread_time_ns"
    " clock_gettime clock_gettime_ns"
)
_TIMING = (
    "timeit.default_timer timeit.timeit timeit.repeat os.times os.getloadavg resource.getrusage gc.get_objects gc.get_count"
    " gc.get_stats sys.getallocatedblocks tracemalloc.get_traced_memory tracemalloc.take_snapshot shutil.disk_usage os.statvfs"
    " torch.cuda.memory_allocated torch.cuda.max_memory_allocated torch.cuda.memory_reserved torch.cuda.max_memory_reserved"
    " torch.cuda.memory_stats torch.cuda.mem_get_info"
)
_NOW = (
    "datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today pandas.Timestamp.now"
    " pandas.Timestamp.today pandas.Timestamp.utcnow"
)
# what tells the time that it is given, or the present one
_TOLD = {**dict.fromkeys("localtime gmtime ctime".split(), ("seconds", 0)), "asctime": ("t", 0), "strftime": ("t", 1)}

# what gives the state of a hidden generator, and of which
GIVING_STATE = {
    "random.getstate": "random",
    "numpy.random.get_state": "numpy.random",
    **dict.fromkeys(("torch.get_rng_state", "torch.random.get_rng_state", "torch.default_generator.get_state"), "torch"),
}
# managers that keep the state of a hidden generator, and put it back in the end (docs.pytorch.org, torch.random)
FORKING = {"torch.random.fork_rng": "torch"}
MODELS: tuple[Model, ...] = (
    *(Model(f"random.{name}", effect=Effect.DRAW, what="random") for name in _PYTHON.split()),
    *(Model(f"random.{name}", effect=Effect.SEED, what="random") for name in ("seed", "setstate")),
    Model("random.Random", "random.Random", Effect.ENTROPY, "random.Random", unless="seed"),
    *(Model(f"numpy.random.{name}", effect=Effect.DRAW, what="numpy.random") for name in _NUMPY.split()),
    *(Model(f"numpy.random.{name}", effect=Effect.SEED, what="numpy.random") for name in ("seed", "set_state")),
    Model("numpy.random.default_rng", "numpy.random.Generator", Effect.ENTROPY, "numpy.random.default_rng", unless="seed"),
    Model("numpy.random.SeedSequence", "numpy.random.SeedSequence", Effect.ENTROPY, "numpy.random.SeedSequence", unless="entropy"),
    *(Model(path, path, Effect.ENTROPY, path, unless="seed key") for path in BIT_GENERATORS),
    Model("numpy.random.RandomState", "numpy.random.RandomState", Effect.ENTROPY, "numpy.random.RandomState", unless="seed"),
    *(Model(f"dask.array.random.{name}", effect=Effect.DRAW, what="dask.array.random") for name in _NUMPY.split()),
    *(Model(f"cupy.random.{name}", effect=Effect.DRAW, what="cupy.random") for name in _NUMPY.split()),
    Model("cupy.random.seed", effect=Effect.SEED, what="cupy.random"),
    *(Model(f"torch.{name}", effect=Effect.DRAW, what="torch", unless="generator") for name in _TORCH.split()),
    *(Model(f"torch.{name}", effect=Effect.DRAW, what="torch", unless="generator") for name in _TORCH_OTHERS.split()),
    *(Model(f"torch.nn.{name}", f"torch.nn.{name}", Effect.DRAW, "torch") for name in _LAYERS.split()),
    *(Model(f"torch.Tensor.{name}", effect=Effect.DRAW, what="torch", unless="generator")
      for name in SAMPLERS),
    Model(_OF_SCIPY, effect=Effect.DRAW, what="numpy.random", unless="random_state"),
    *(Model(f"scipy.sparse.linalg.{name}", effect=Effect.DRAW, what="the start vector of ARPACK", unless="v0 rng random_state")
      for name in ("eigs", "eigsh", "svds")),
    Model(_OF_DENSITIES, effect=Effect.DRAW, what="numpy.random", unless="seed", place=1),
    Model(_OF_STATISTICS, effect=Effect.DRAW, what="random", unless="seed"),
    Model(_OF_TORCH, effect=Effect.DRAW, what="torch"),
    *(Model(f"torch.{name}", effect=Effect.SEED, what="torch")
      for name in ("manual_seed", "set_rng_state", "random.manual_seed", "random.set_rng_state", "cuda.manual_seed",
                   "cuda.manual_seed_all", "cuda.set_rng_state", "cuda.random.manual_seed", "cuda.random.set_rng_state",
                   "default_generator.manual_seed", "default_generator.set_state", "_C.default_generator.manual_seed",
                   "_C.default_generator.set_state")),
    *(Model(f"tensorflow.{name}", effect=Effect.DRAW, what="tensorflow") for name in _TENSORFLOW.split()),
    *(Model(f"tensorflow.compat.v2.{name}", effect=Effect.DRAW, what="tensorflow") for name in _TENSORFLOW.split()),
    Model("tensorflow.random.set_seed", effect=Effect.SEED, what="tensorflow"),
    Model("torch.seed", effect=Effect.ENTROPY, what="torch.seed"),
    Model("secrets.randbelow", effect=Effect.DRAW, what="secrets"),
    Model("os.urandom", effect=Effect.DRAW, what="os.urandom"),
    *(Model(f"time.{name}", effect=Effect.CLOCK, what=f"time.{name}") for name in _CLOCKS.split()),
    Model("time.clock", effect=Effect.CLOCK, what="time.clock"),
    *(Model(name, effect=Effect.CLOCK, what=name) for name in _TIMING.split()),
    Model("mpi4py.MPI.Wtime", effect=Effect.CLOCK, what="MPI.Wtime"),
    *(Model(name, effect=Effect.CLOCK, what=name) for name in _NOW.split()),
    *(Model(f"time.{name}", effect=Effect.CLOCK, what=f"time.{name}", unless=told, place=place)
      for name, (told, place) in _TOLD.items()),
)  # fmt: skip


def sampler(owner: str, name: str) -> str | None:
    """The path of the model of a method that draws, by its class and its name; None if it is not known to."""
    if name in SAMPLERS and owner.startswith("torch."):
        return f"torch.Tensor.{name}"
    found = [methods.get(name) for library, methods in _DISTRIBUTIONS.items() if owner.startswith(library)]
    return found[0] if found else None
