"""`python -m crawler.tether PARENT COMMAND …` (Linux): becomes a command that ends with its parent, even one killed by -9."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2); kept over execve


def main(parent: int, command: list[str]) -> None:
    """Never returns."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 -- our own argv, no shell


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
