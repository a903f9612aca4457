"""Entry point of `python -I -B PATH/aider_runner`: makes the package importable and nothing else."""

import os
import sys

# Python puts this very directory first; its modules must only be found as aider_runner.NAME.
_package = os.path.dirname(os.path.realpath(__file__))
sys.path[:] = [os.path.dirname(_package), *(entry for entry in sys.path if os.path.realpath(entry) != _package)]

from aider_runner.cli import main  # noqa: E402

if __name__ == "__main__":
    main(sys.argv[1:])
