"""Functions of libraries that draw from a hidden generator, unless they are given a seed or a generator.

Which they are, and the position of the seed, say the signatures of NetworkX 3.6, scikit-learn 1.9, SciPy 1.17 and
scikit-image 0.26; what draws by chance alone (a start vector, a sample of much data) is left out.
"""

from adlint.models.model import Effect, Model

# functions of NetworkX, in whichever of its modules, by the position of the seed; it is given by its name alone at -1
_GRAPHS = {
    -1: "fast_label_propagation_communities panther_vector_similarity directed_edge_swap random_spanning_tree arf_layout"
    " forceatlas2_layout maybe_regular_expander_graph maybe_regular_expander random_regular_expander_graph random_tree"
    " geometric_soft_configuration_graph random_labeled_tree random_labeled_rooted_tree random_labeled_rooted_forest"
    " random_unlabeled_rooted_tree random_unlabeled_rooted_forest random_unlabeled_tree",
    1: "randomized_partitioning random_tournament random_cograph expected_degree_graph random_degree_sequence_graph"
    " random_internet_as_graph joint_degree_graph random_shell_graph weighted_choice",
    2: "one_exchange asadpour_atsp strategy_random_sequential asyn_lpa_communities maximal_independent_set"
    " random_threshold_sequence configuration_model gnc_graph duplication_divergence_graph random_clustered_graph"
    " fast_gnp_random_graph gnp_random_graph erdos_renyi_graph binomial_graph dense_gnm_random_graph gnm_random_graph"
    " random_regular_graph barabasi_albert_graph random_powerlaw_tree random_powerlaw_tree_sequence powerlaw_sequence"
    " zipf_rv random_weighted_sample",
    3: "rich_club_coefficient"
    " preferential_attachment_graph gnmk_random_graph asyn_fluidc leiden_partitions random_reference sigma omega spanner"
    " double_edge_swap connected_double_edge_swap random_layout relaxed_caveman_graph random_partition_graph"
    " stochastic_block_model directed_configuration_model gn_graph gnr_graph uniform_random_intersection_graph"
    " k_random_intersection_graph general_random_intersection_graph directed_joint_degree_graph powerlaw_cluster_graph"
    " newman_watts_strogatz_graph watts_strogatz_graph random_lobster_graph random_lobster random_kernel_graph"
    " spectral_graph_forge discrete_sequence",
    4: "kernighan_lin_bisection leiden_communities louvain_partitions lattice_reference planted_partition_graph"
    " random_uniform_k_out_graph random_k_out_graph partial_duplication_graph connected_watts_strogatz_graph"
    " dual_barabasi_albert_graph extended_barabasi_albert_graph",
    5: "algebraic_connectivity fiedler_vector spectral_ordering spectral_bisection"
    " louvain_communities generate_random_paths random_geometric_graph navigable_small_world_graph",
    6: "gaussian_random_partition_graph scale_free_graph soft_random_geometric_graph waxman_graph",
    7: "approximate_current_flow_betweenness_centrality"
    " geographical_threshold_graph thresholded_random_geometric_graph",
    8: "panther_similarity",
    9: "simulated_annealing_tsp threshold_accepting_tsp",
    10: "spring_layout fruchterman_reingold_layout",
    11: "LFR_benchmark_graph",
}
# functions of its modules whose names others have that draw nothing
_OF_MODULES = {
    ("approximation", 1): "diameter",
    ("approximation", 2): "average_clustering",
    ("bipartite", 3): "random_graph",
}
# functions that draw from NumPy's global generator, by the module, and by the names of the seed
_FUNCTIONS = {
    ("sklearn.cluster", "random_state"): "affinity_propagation k_means kmeans_plusplus spectral_clustering",
    ("sklearn.datasets", "random_state"): (
        "make_classification make_multilabel_classification make_hastie_10_2 make_regression make_circles make_moons make_blobs"
        " make_friedman1 make_friedman2 make_friedman3 make_low_rank_matrix make_sparse_coded_signal make_sparse_uncorrelated"
        " make_spd_matrix make_sparse_spd_matrix make_swiss_roll make_s_curve make_gaussian_quantiles make_biclusters"
        " make_checkerboard"
    ),
    ("sklearn.decomposition", "random_state"): "dict_learning_online fastica",
    ("sklearn.feature_selection", "random_state"): "mutual_info_classif mutual_info_regression",
    ("sklearn.inspection", "random_state"): "permutation_importance",
    ("sklearn.manifold", "random_state"): "smacof spectral_embedding",
    ("sklearn.model_selection", "random_state"): "train_test_split",
    ("sklearn.utils", "random_state"): "shuffle resample",
    ("sklearn.utils.extmath", "random_state"): "randomized_range_finder randomized_svd",
    ("scipy.integrate", "qrng"): "qmc_quad",
    ("scipy.interpolate", "rng random_state wi"): "BarycentricInterpolator",
    ("scipy.interpolate", "rng"): "barycentric_interpolate",
    ("scipy.linalg", "seed rng"): "clarkson_woodruff_transform",
    ("scipy.linalg.interpolative", "rng"): "interp_decomp estimate_spectral_norm estimate_spectral_norm_diff svd estimate_rank",
    ("scipy.optimize", "seed rng"): "differential_evolution basinhopping dual_annealing",
    ("scipy.sparse", "random_state rng"): "random rand random_array",
    ("scipy.stats", "random_state rng"): (
        "bootstrap permutation_test goodness_of_fit multiscale_graphcorr dunnett sobol_indices monte_carlo_test"
    ),
    ("scipy.stats", "optimizer"): "fit",
    ("scipy.stats", "method"): "bws_test",
    ("scipy.spatial.transform.Rotation", "random_state rng"): "random",
    ("skimage.data", "rng seed"): "binary_blobs",
    ("skimage.draw", "rng seed random_seed"): "random_shapes",
    ("skimage.measure", "rng random_state"): "ransac",
    ("skimage.morphology", "rng random_state"): "medial_axis",
    ("skimage.restoration", "rng random_state"): "unsupervised_wiener",
    ("skimage.transform", "rng seed"): "probabilistic_hough_line",
    ("skimage.util", "rng seed"): "random_noise",
}
# of these, those that begin with an array that they are given
_BEGUN = {
    "scipy.cluster.vq.kmeans": ("k_or_guess", 1),
    "scipy.cluster.vq.kmeans2": ("k", 1),
}
# of all, those that draw nothing if they are told so
_TOLD = {
    "scipy.cluster.vq.kmeans2": ("minit", 4, "matrix"),
    "networkx.rich_club_coefficient": ("normalized", 1, False),
}
_OF_GRAPHS = "networkx."

MODELS: tuple[Model, ...] = (
    *(Model(f"{_OF_GRAPHS}{name}", effect=Effect.DRAW, what="random", unless="seed", place=place if place >= 0 else None,
            told=_TOLD.get(f"{_OF_GRAPHS}{name}"))
      for place, names in _GRAPHS.items() for name in names.split()),
    *(Model(f"{_OF_GRAPHS}{within}{module}.{name}", effect=Effect.DRAW, what="random", unless="seed", place=place)
      for (module, place), names in _OF_MODULES.items() for name in names.split() for within in ("", "algorithms.")),
    *(Model(f"{module}.{name}", effect=Effect.DRAW, what="numpy.random", unless=seeds)
      for (module, seeds), names in _FUNCTIONS.items() for name in names.split()),
    *(Model(name, effect=Effect.DRAW, what="numpy.random", unless="seed rng", told=_TOLD.get(name), array=array)
      for name, array in _BEGUN.items()),
)  # fmt: skip
_DRAWN = frozenset(model.name for model in MODELS if model.name.startswith(_OF_GRAPHS))


def of_graphs(path: str) -> str | None:
    """The path of the model of a function of NetworkX, whichever of its modules it is taken from; None if it has none."""
    if not path.startswith(_OF_GRAPHS):
        return None
    found = _OF_GRAPHS + path.rpartition(".")[2]
    return found if found in _DRAWN else None
