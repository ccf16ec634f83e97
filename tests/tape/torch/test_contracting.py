"""The order of products in a contraction, held to `opt_einsum`."""

from __future__ import annotations

from random import Random

import pytest

from adlint.frameworks.contracting import path

opt_einsum = pytest.importorskip("opt_einsum")


@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_order_is_that_of_opt_einsum(count: int) -> None:
    random = Random(count)
    for _ in range(200):
        sizes = {name: random.choice((2, 3, 4, 5, 8)) for name in "abcdef"}
        terms = ["".join(random.sample("abcdef", random.randint(1, 3))) for _ in range(count)]
        names = sorted(set("".join(terms)))
        result = "".join(random.sample(names, random.randint(0, min(3, len(names)))))
        shapes = [tuple(sizes[name] for name in one) for one in terms]
        real = opt_einsum.contract_path(f"{','.join(terms)}->{result}", *shapes, shapes=True)[0]
        found = path([({name: sizes[name] for name in one}, one) for one in terms], result)
        assert found == [tuple(sorted(pair)) for pair in real], (terms, result, sizes)
