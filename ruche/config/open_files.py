# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many files a process may have open. Each connected page is one: this bounds how many people can be here."""

import resource

MOST = 65_536
COMFORTABLE = 16_384


def raise_file_limit() -> int:
    """Take as many as we may, for this process and those it starts; how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = obtainable_files()
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(soft, wanted)


def obtainable_files() -> int:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
