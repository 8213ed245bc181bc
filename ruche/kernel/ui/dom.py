# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import Model


def dom_id(instance: Model, part: str = "") -> str:
    """The id of an object's element, the same in a page, an htmx answer and a live update: "channel-row-0192…"."""
    return "-".join(filter(None, (str(instance._meta.model_name), part, str(instance.pk))))
