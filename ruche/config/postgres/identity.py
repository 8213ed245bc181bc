# SPDX-License-Identifier: AGPL-3.0-or-later
"""As whom the server runs. PostgreSQL refuses to run as root, so root gives it a system user of its own."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruche.config.errors import StartRefused

SYSTEM_USER = "ruche"


@dataclass(frozen=True)
class Identity:
    user_id: int
    group_id: int

    @property
    def is_other(self) -> bool:
        return self.user_id != os.geteuid()

    def popen_arguments(self) -> dict[str, Any]:
        """Keyword arguments of `subprocess` that run a program as this user."""
        return {"user": self.user_id, "group": self.group_id, "extra_groups": []} if self.is_other else {}

    def can_run(self, program: Path) -> bool:
        try:
            ended = subprocess.run([program, "--version"], capture_output=True, cwd="/", check=False, **self.popen_arguments())
        except OSError:
            return False
        return ended.returncode == 0

    def take(self, path: Path) -> None:
        """Give `path`, which is ours, to this user."""
        if self.is_other:
            os.chown(path, self.user_id, self.group_id, follow_symlinks=False)


def server_identity(cluster: Path) -> Identity:
    """The user of an existing cluster, else ourselves, or as root the system user (made when missing)."""
    if os.geteuid() != 0:
        return Identity(os.geteuid(), os.getegid())
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Identity(owner.st_uid, owner.st_gid)
    entry = _system_user()
    return Identity(entry.pw_uid, entry.pw_gid)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, check=False)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise StartRefused(
            f"The system user “{SYSTEM_USER}”, as which root runs the database, cannot be made: create it, or start Ruche as a normal user."
        ) from None
