# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process that runs jobs: starts Django, hands over to the job runner, ends on TERM."""

import os
import sys

from ruche.config.errors import spoken


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruche.config.settings")
    import django

    django.setup()
    from ruche.kernel.jobs.worker import run

    run()
    return 0


if __name__ == "__main__":
    sys.exit(spoken(main))
