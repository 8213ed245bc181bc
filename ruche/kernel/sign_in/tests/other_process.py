# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another process of the same installation, in which somebody types a code: `python -m …other_process DATABASE EMAIL CODE`."""

import sys

import django
from django.conf import settings


def main(database: str, email: str, code: str) -> None:
    django.setup()
    settings.DATABASES["default"]["NAME"] = database
    from ruche.kernel.sign_in.errors import CodeRefused
    from ruche.kernel.sign_in.services.factors import check_code
    from ruche.kernel.users.selectors import find_user_by_email

    user = find_user_by_email(email)
    assert user is not None
    try:
        sys.stdout.write(check_code(user, code))
    except CodeRefused as refusal:
        sys.stdout.write(refusal.code)


if __name__ == "__main__":
    main(*sys.argv[1:])
