"""Everything starts here: ``python3 run.py lab`` opens the book, ``python3 run.py test`` runs all checks.

Needs Python 3.11 or newer and nothing else. The work is done in tools/; this file is written in the
syntax of any Python, so that an old one can still say what is missing.
"""

import os
import sys

MINIMUM = (3, 11)


def main():
    if sys.version_info < MINIMUM:
        sys.stderr.write(
            "run.py needs Python %d.%d or newer; this is Python %d.%d (%s).\n"
            "Install a newer one from https://www.python.org/downloads/ and run it by its name, "
            "for example:  python3.12 run.py lab   (on Windows:  py -3.12 run.py lab)\n"
            % (MINIMUM[0], MINIMUM[1], sys.version_info[0], sys.version_info[1], sys.executable)
        )
        return 1
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from tools.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
