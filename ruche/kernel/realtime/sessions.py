# SPDX-License-Identifier: AGPL-3.0-or-later
"""A session that ends silences its sockets, whoever ended it: signing out, the list of sessions, an administrator."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete

from ruche.kernel.realtime.publishing import revoke
from ruche.kernel.users.models import User


def watch_sessions() -> None:
    """Django announces the deletion of a session only as that of a row; `user_logged_out` comes before it."""
    post_delete.connect(_session_ended, sender=Session, dispatch_uid="realtime.session_ended")


def _session_ended(instance: Session, **_kwargs: Any) -> None:
    user_id = instance.get_decoded().get(SESSION_KEY)
    if user_id:
        revoke(user_id=User._meta.pk.to_python(user_id))
