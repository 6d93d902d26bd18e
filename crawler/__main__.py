"""`python -m crawler` is presswatch."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: its threads wait busily and double the CPU time

from crawler.cli import main

main()
