# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another process of the same installation: `python -m …other_process DATABASE ORGANISATION USER ASSIGNMENT`.

It takes a role from whoever holds it, as that user.
"""

import sys
from uuid import UUID

import django
from django.conf import settings


def main(database: str, organisation_id: str, user_id: str, assignment_id: str) -> None:
    django.setup()
    settings.DATABASES["default"]["NAME"] = database
    from ruche.kernel.access.services import end_assignment
    from ruche.kernel.db.context import organisation_scope
    from ruche.kernel.organisations.models import Organisation
    from ruche.kernel.realtime.process import announcer
    from ruche.kernel.testing.people import find_actor
    from ruche.kernel.users.models import User

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    actor = find_actor(User.objects.get(pk=user_id), Organisation.objects.get(pk=organisation_id))
    with organisation_scope(actor.organisation_id, actor.user.pk):
        end_assignment(actor, assignment_id=UUID(assignment_id))
    sys.stdout.write("done\n")
    sys.stdout.flush()
    sys.stdin.readline()  # the word leaves after the commit, beside this thread
    announcer.hang_up()


if __name__ == "__main__":
    main(*sys.argv[1:])
