# ruff: noqa: INP001  Datasette loads this file by its path
"""What Datasette's --plugins-dir finds; the plugin itself is the package `browse`."""

from browse.plugin import *  # noqa: F403
