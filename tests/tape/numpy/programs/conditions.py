"""Loops whose body asks for the index: the first turn, the last one, those from one on, all but one."""

import numpy as np


def first(u, n):
    for i in range(n):
        u = u * u if i == 0 else np.sin(u)
    return u


def last(u, n):
    for i in range(n):
        if i < n - 1:
            u = np.sin(u) * u
        else:
            v = u * 2.0
            u = v * v
    return u


def off_diagonal(u, n):
    for i in range(n):
        for j in range(n):
            if i != j:
                u = np.sin(u)
    return u


def late(u, n, k):
    for i in range(n):
        if i >= k:
            u = np.sin(u)
    return u


def twice(u, n):
    for i in range(n):
        if i in (3, 7):
            u = np.sin(u)
        if i:
            u = u * u
    return u


def below(a, n):
    total = 0.0
    for i in range(n):
        for j in range(n):
            if j <= i:
                total = total + a[i, j] ** 2
    return total


def ramp(u, n):
    for i in range(n):
        if i > 2 and i < n - 2:
            u = np.tanh(u)
        elif i <= 2:
            u = u + u
    return u


CALLS = {
    "first(f64[m], n)": [{"m": 3, "n": 1}, {"m": 3, "n": 5}, {"m": 3, "n": 25}],
    "last(f64[m], n)": [{"m": 3, "n": 1}, {"m": 3, "n": 5}, {"m": 3, "n": 25}],
    "off_diagonal(f64[m], n)": [{"m": 3, "n": 2}, {"m": 3, "n": 5}, {"m": 3, "n": 18}],
    "late(f64[m], n, k)": [{"m": 3, "n": 3, "k": 5}, {"m": 3, "n": 5, "k": 2}, {"m": 3, "n": 25, "k": 20}],
    "twice(f64[m], n)": [{"m": 3, "n": 2}, {"m": 3, "n": 5}, {"m": 3, "n": 25}],
    "below(f64[n, n], n)": [{"n": 2}, {"n": 5}, {"n": 18}],
    "ramp(f64[m], n)": [{"m": 3, "n": 6}, {"m": 3, "n": 9}, {"m": 3, "n": 25}],
}
