# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process that runs jobs: starts Django, hands over to the job runner, ends on TERM."""

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ruche.config.settings")
    import django

    django.setup()
    from ruche.kernel.jobs.worker import run

    run()


if __name__ == "__main__":
    main()
