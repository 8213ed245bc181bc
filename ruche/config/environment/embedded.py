# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the embedded server of a data folder listens. Every process of the installation finds it by this rule."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Literal

from ruche.config.environment.addresses import DatabaseAddress
from ruche.config.environment.secrets import kept_secret

DATABASE_NAME = "ruche"
PORT = 5432  # only part of the socket's name: the server listens to no network
# The kernel allows 107 bytes for the path of a socket; ".s.PGSQL.5432.lock" and a slash take 19.
_LONGEST_FOLDER = 88

Role = Literal["ruche_superuser", "ruche_owner", "ruche_app"]


def socket_folder(data_dir: Path) -> Path:
    """In the data folder where possible; as root (whose server runs as another user) and for long paths, elsewhere."""
    inside = data_dir / "postgres" / "socket"
    is_root = os.geteuid() == 0
    if not is_root and len(os.fsencode(inside)) <= _LONGEST_FOLDER:
        return inside
    mark = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:12]
    return Path("/run/ruche") / mark if is_root else Path(tempfile.gettempdir()) / f"ruche-{os.geteuid()}-{mark}"


def embedded_address(data_dir: Path, role: Role) -> DatabaseAddress:
    return DatabaseAddress(
        host=str(socket_folder(data_dir)),
        port=PORT,
        name=DATABASE_NAME,
        user=role,
        password=kept_secret(data_dir, f"database_{role}", 24),
    )
