"""Random numbers: global generators, local ones, and clocks.

Dropout is left out: PyTorch's own checkpointing restores the generator that it draws from.
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
# layers whose weights are drawn when they are made
_LAYERS = (
    "Linear Bilinear LazyLinear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d LazyConv1d LazyConv2d"
    " LazyConv3d Embedding EmbeddingBag RNN LSTM GRU RNNCell LSTMCell GRUCell MultiheadAttention Transformer"
    " TransformerEncoderLayer TransformerDecoderLayer"
)
# functions that draw from NumPy's global generator, unless they are given a seed or a generator
_SEEDED = {
    "random_state": (
        "sklearn.model_selection.train_test_split sklearn.utils.shuffle sklearn.utils.resample"
        " sklearn.datasets.make_blobs sklearn.datasets.make_moons sklearn.datasets.make_circles"
        " sklearn.datasets.make_classification sklearn.datasets.make_regression sklearn.datasets.make_friedman1"
        " sklearn.datasets.make_friedman2 sklearn.datasets.make_friedman3 sklearn.datasets.make_s_curve"
        " sklearn.datasets.make_swiss_roll sklearn.datasets.make_spd_matrix sklearn.datasets.make_low_rank_matrix"
    ),
    "seed rng": (
        "scipy.optimize.differential_evolution scipy.optimize.basinhopping scipy.optimize.dual_annealing"
        " scipy.cluster.vq.kmeans scipy.cluster.vq.kmeans2"
    ),
    "random_state rng": (
        "scipy.sparse.random scipy.sparse.rand scipy.sparse.random_array scipy.stats.bootstrap"
        " scipy.stats.permutation_test"
    ),
}
# graphs and layouts that are drawn from Python's global generator, or NumPy's, unless a seed is given
_GRAPHS = (
    "gnp_random_graph fast_gnp_random_graph gnm_random_graph erdos_renyi_graph binomial_graph barabasi_albert_graph"
    " watts_strogatz_graph newman_watts_strogatz_graph connected_watts_strogatz_graph random_regular_graph"
    " powerlaw_cluster_graph random_geometric_graph stochastic_block_model configuration_model random_tree"
    " random_labeled_tree double_edge_swap spring_layout random_layout"
)
_TENSORFLOW = (
    "random.normal random.uniform random.truncated_normal random.gamma random.poisson random.categorical random.shuffle"
    " random.experimental.index_shuffle image.random_flip_left_right image.random_flip_up_down image.random_brightness"
    " image.random_contrast image.random_crop image.random_hue image.random_saturation image.random_jpeg_quality"
    " image.sample_distorted_bounding_box compat.v1.random_normal compat.v1.random_uniform"
)
_OF_SCIPY, _OF_TORCH = "scipy.stats.rv_generic.rvs", "torch.distributions.Distribution.sample"
# methods of distributions that draw, by the beginning of the path of the class: the path of their model
_DISTRIBUTIONS = {
    "scipy.stats.": {"rvs": _OF_SCIPY},
    "torch.distributions.": dict.fromkeys(("sample", "rsample", "sample_n"), _OF_TORCH),
}
# methods that distributions of any library draw by, and arrays do not have; by these arguments they are told what to draw from
DRAWN_BY = frozenset("sample rsample sample_n sample_and_log_prob rvs".split())
TOLD_BY = frozenset("key rng rng_key seed random_state generator".split())
SAMPLERS = tuple("normal_ uniform_ bernoulli_ exponential_ geometric_ log_normal_ cauchy_ random_".split())
_CLOCKS = "time time_ns perf_counter perf_counter_ns monotonic monotonic_ns process_time process_time_ns thread_time"
_NOW = "datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today"

MODELS: tuple[Model, ...] = (
    *(Model(f"random.{name}", effect=Effect.DRAW, what="random") for name in _PYTHON.split()),
    *(Model(f"random.{name}", effect=Effect.SEED, what="random") for name in ("seed", "setstate")),
    Model("random.Random", "random.Random", Effect.ENTROPY, "random.Random", unless="seed"),
    *(Model(f"numpy.random.{name}", effect=Effect.DRAW, what="numpy.random") for name in _NUMPY.split()),
    *(Model(f"numpy.random.{name}", effect=Effect.SEED, what="numpy.random") for name in ("seed", "set_state")),
    Model("numpy.random.default_rng", "numpy.random.Generator", Effect.ENTROPY, "numpy.random.default_rng", unless="seed"),
    Model("numpy.random.RandomState", "numpy.random.RandomState", Effect.ENTROPY, "numpy.random.RandomState", unless="seed"),
    *(Model(f"torch.{name}", effect=Effect.DRAW, what="torch", unless="generator") for name in _TORCH.split()),
    *(Model(f"torch.{name}", effect=Effect.DRAW, what="torch", unless="generator") for name in _TORCH_OTHERS.split()),
    *(Model(f"torch.nn.{name}", f"torch.nn.{name}", Effect.DRAW, "torch") for name in _LAYERS.split()),
    *(Model(name, effect=Effect.DRAW, what="numpy.random", unless=seeds)
      for seeds, names in _SEEDED.items() for name in names.split()),
    *(Model(f"networkx.{name}", effect=Effect.DRAW, what="random", unless="seed") for name in _GRAPHS.split()),
    *(Model(f"torch.Tensor.{name}", effect=Effect.DRAW, what="torch", unless="generator")
      for name in SAMPLERS),
    Model(_OF_SCIPY, effect=Effect.DRAW, what="numpy.random", unless="random_state"),
    Model(_OF_TORCH, effect=Effect.DRAW, what="torch"),
    *(Model(f"torch.{name}", effect=Effect.SEED, what="torch")
      for name in ("manual_seed", "set_rng_state", "random.manual_seed", "random.set_rng_state", "cuda.manual_seed",
                   "cuda.manual_seed_all", "cuda.set_rng_state", "cuda.random.manual_seed", "cuda.random.set_rng_state",
                   "default_generator.manual_seed", "default_generator.set_state", "_C.default_generator.manual_seed",
                   "_C.default_generator.set_state")),
    *(Model(f"tensorflow.{name}", effect=Effect.DRAW, what="tensorflow") for name in _TENSORFLOW.split()),
    *(Model(f"tensorflow.compat.v2.{name}", effect=Effect.DRAW, what="tensorflow") for name in _TENSORFLOW.split()),
    Model("tensorflow.random.set_seed", effect=Effect.SEED, what="tensorflow"),
    Model("secrets.randbelow", effect=Effect.DRAW, what="secrets"),
    Model("os.urandom", effect=Effect.DRAW, what="os.urandom"),
    *(Model(f"time.{name}", effect=Effect.CLOCK, what=f"time.{name}") for name in _CLOCKS.split()),
    Model("time.clock", effect=Effect.CLOCK, what="time.clock"),
    Model("timeit.default_timer", effect=Effect.CLOCK, what="timeit.default_timer"),
    Model("mpi4py.MPI.Wtime", effect=Effect.CLOCK, what="MPI.Wtime"),
    *(Model(name, effect=Effect.CLOCK, what=name) for name in _NOW.split()),
)  # fmt: skip


def sampler(owner: str, name: str) -> str | None:
    """The path of the model of a method that draws, by its class and its name; None if it is not known to."""
    if name in SAMPLERS and owner.startswith("torch."):
        return f"torch.Tensor.{name}"
    found = [methods.get(name) for library, methods in _DISTRIBUTIONS.items() if owner.startswith(library)]
    return found[0] if found else None
