# SPDX-License-Identifier: AGPL-3.0-or-later
"""`ruche serve` on a slow disk: PostgreSQL alone, and only its fdatasync, takes 2 ms longer, as on network disks.

A function of four lines is compiled with the C compiler of the machine and loaded into the server before its own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

DELAY_MICROSECONDS = 2000
VARIABLE = "BENCH_SLOW_DISK"  # the compiled function

_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
int fdatasync(int descriptor) {
  static int (*original)(int);
  if (!original) original = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
  usleep(%d);
  return original(descriptor);
}
"""


def compiler() -> str | None:
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def compile_delay(folder: Path) -> Path:
    """Readable by the server's user, who may be another one."""
    source, library = folder / "slow_disk.c", folder / "slow_disk.so"
    source.write_text(_SOURCE % DELAY_MICROSECONDS)
    subprocess.run([str(compiler()), "-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl"], check=True, capture_output=True)
    library.chmod(0o755)
    folder.chmod(0o755)
    return library


def main() -> int:
    from ruche.config import cli
    from ruche.config.postgres import server

    start = server.start_child

    def start_slowly(command: list[str], *, env: dict[str, str], **options: Any) -> Any:
        return start(command, env={**env, "LD_PRELOAD": os.environ[VARIABLE]}, **options)

    server.start_child = start_slowly  # type: ignore[assignment]
    return int(cli.main() or 0)


if __name__ == "__main__":
    sys.exit(main())
