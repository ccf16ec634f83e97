"""Settings: what `[tool.adlint]` and the command line say, checked and frozen."""

from adlint.settings.selection import is_selected, project_path
from adlint.settings.table import Kind, Problem, Setting, Settings, table

__all__ = ["Kind", "Problem", "Setting", "Settings", "is_selected", "project_path", "table"]
