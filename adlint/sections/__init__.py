"""Sections of arrays: which elements are read or written, as boxes with symbolic ends."""

from adlint.sections.boxes import Box
from adlint.sections.loops import over
from adlint.sections.printing import paths
from adlint.sections.section import (
    Section,
    Size,
    covers,
    difference,
    intersection,
    nothing,
    section,
    size,
    union,
    whole,
)
from adlint.sections.triplets import Triplet
from adlint.sections.views import (
    Subscript,
    Unknown,
    View,
    accessed,
    image,
    region,
    reshaped,
    some_of,
    subscript,
    transposed,
    view_of,
)

__all__ = [
    "Box",
    "Section",
    "Size",
    "Subscript",
    "Triplet",
    "Unknown",
    "View",
    "accessed",
    "covers",
    "difference",
    "image",
    "intersection",
    "nothing",
    "over",
    "paths",
    "region",
    "reshaped",
    "section",
    "size",
    "some_of",
    "subscript",
    "transposed",
    "union",
    "view_of",
    "whole",
]
