"""Importing this also loads the sentence encoder: for workers that judge and compare texts.

Loaded in a worker it would count against the first article's time limit (1.4 s of CPU: on a very busy machine each worker was
killed over its first article), and each worker would hold its own 120 MB.
"""

import pipelines.warm  # noqa: F401 -- what every worker needs
from pipelines.embedding import embed

embed("Title", "Some words of a text.")
