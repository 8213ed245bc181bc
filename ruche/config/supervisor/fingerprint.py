# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database was last prepared with: unchanged, a start needs no process to look for migrations."""

import hashlib
import sys
from pathlib import Path

import ruche


def code_fingerprint() -> str:
    """Changes with any migration of ours and with the version of any installed package."""
    package = Path(ruche.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("migrations/*.py")):
        digest.update(str(path.relative_to(package)).encode())
        digest.update(path.read_bytes())
    for folder in sys.path:
        digest.update("\n".join(sorted(path.name for path in Path(folder).glob("*.dist-info"))).encode())
    return digest.hexdigest()
