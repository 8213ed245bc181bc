# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another process of the same installation, without sockets, as the worker is: `python -m …other_process DATABASE`.

It reads lines of JSON from its input and calls publish or revoke with each; it answers each line when that was said.
"""

import json
import sys
from uuid import UUID

import django
from django.conf import settings


def main(database: str) -> None:
    django.setup()
    settings.DATABASES["default"]["NAME"] = database
    from ruche.kernel.realtime import publish, publish_to_many, revoke
    from ruche.kernel.realtime.process import announcer

    for line in sys.stdin:
        act, arguments = json.loads(line)
        ids = {name: UUID(value) for name, value in arguments.items() if name.endswith("_id")}
        if act == "publish":
            publish(arguments["topic"], arguments["type"], arguments["data"], **ids)
        elif act == "publish_to_many":
            keys = [UUID(key) for key in arguments["keys"]]
            publish_to_many(arguments["kind"], keys, arguments["type"], arguments["data"], **ids)
        elif act == "revoke":
            revoke(**ids)
        else:
            announcer.hang_up()
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
