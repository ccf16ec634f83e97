"""What a face reads from the disk: the configuration, the files of a project, their module names."""

from adlint.project.configuration import Configuration, configuration, known_rules, load
from adlint.project.discovery import Found, discover
from adlint.project.documents import document, module_name, read
from adlint.project.tree import Tree, read_tree, settings_for

__all__ = [
    "Configuration",
    "Found",
    "Tree",
    "configuration",
    "discover",
    "document",
    "known_rules",
    "load",
    "module_name",
    "read",
    "read_tree",
    "settings_for",
]
