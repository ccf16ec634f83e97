"""Estimators, and what divides data for them: which of them draw, and when.

Source: the reference manual of scikit-learn.
"""

from __future__ import annotations

# estimators that are fitted by chance (scikit-learn)
_BY_CHANCE = frozenset(
    "KMeans MiniBatchKMeans BisectingKMeans SpectralClustering GaussianMixture BayesianGaussianMixture RandomForestClassifier"
    " RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor RandomTreesEmbedding GradientBoostingClassifier"
    " GradientBoostingRegressor DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor"
    " BaggingClassifier BaggingRegressor AdaBoostClassifier AdaBoostRegressor IsolationForest MLPClassifier MLPRegressor"
    " BernoulliRBM SGDClassifier SGDRegressor SGDOneClassSVM Perceptron PassiveAggressiveClassifier TSNE NMF MiniBatchNMF"
    " LatentDirichletAllocation TruncatedSVD FastICA DictionaryLearning MiniBatchDictionaryLearning Nystroem RBFSampler"
    " GaussianRandomProjection SparseRandomProjection RandomizedSearchCV RANSACRegressor TheilSenRegressor AffinityPropagation"
    " SpectralCoclustering SpectralBiclustering EllipticEnvelope MinCovDet MiniBatchSparsePCA PolynomialCountSketch"
    " SkewedChi2Sampler LinearSVC LinearSVR MDS SpectralEmbedding HistGradientBoostingClassifier HalvingRandomSearchCV"
    " HistGradientBoostingRegressor OutputCodeClassifier".split()
)
# what divides data by chance when it is asked to, and what does if it is told to shuffle
_SPLITTING = frozenset("ShuffleSplit StratifiedShuffleSplit GroupShuffleSplit RepeatedKFold RepeatedStratifiedKFold".split())
_SHUFFLING = frozenset("KFold GroupKFold StratifiedKFold StratifiedGroupKFold".split())


def is_by_chance(path: str) -> bool:
    """Whether objects of a class draw later, from a hidden generator unless they were given a seed when they were made."""
    return path.startswith("sklearn.") and path.rpartition(".")[2] in _BY_CHANCE | _SPLITTING | _SHUFFLING


def shuffles(path: str) -> bool:
    """Whether such an object draws only if it was told to shuffle."""
    return path.rpartition(".")[2] in _SHUFFLING


def acts_by_chance(path: str, method: str) -> bool:
    """Whether a method of such an object draws: what fits an estimator, what divides data."""
    if not is_by_chance(path):
        return False
    is_fit = method.startswith(("fit", "partial_fit"))
    return is_fit if path.rpartition(".")[2] in _BY_CHANCE else method == "split"


def keeps_seed(path: str) -> bool:
    """Whether what is made of a class keeps what it is given to draw from, and draws when it is fitted."""
    return path.startswith("sklearn.") and path.rpartition(".")[2][:1].isupper()


def fits(path: str, method: str) -> bool:
    """Whether a method of an object that keeps what it draws from may draw."""
    return keeps_seed(path) and (method.startswith(("fit", "partial_fit")) or method == "split")
