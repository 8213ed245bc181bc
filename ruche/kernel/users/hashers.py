# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib.auth.hashers import Argon2PasswordHasher


class FrugalArgon2Hasher(Argon2PasswordHasher):
    """argon2id as OWASP's password storage cheat sheet gives it for little memory: 19 MiB, two passes, one lane.

    Django's own choice takes 100 MiB for each sign-in; six at once would double what the whole instance uses.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
