# SPDX-License-Identifier: AGPL-3.0-or-later
"""python -m tests.matrix          compares the table with what the routes answer
python -m tests.matrix --write  writes it anew
"""

import os
import sys

import pytest

from tests.matrix import WRITE

if __name__ == "__main__":
    if "--write" in sys.argv:
        os.environ[WRITE] = "1"
    sys.exit(pytest.main(["tests/matrix", "-q", "-p", "no:cacheprovider"]))
