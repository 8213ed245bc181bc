# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who changed what about rights: written in the transaction of the change, by the service that makes it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.models import AuditEntry, InstanceAudit
from ruche.kernel.security.request_log import current_request

Facts = Mapping[str, Any] | None


def record_audit(
    actor: Actor | None,
    action: str,
    subject: Model,
    *,
    before: Facts = None,
    after: Facts = None,
) -> None:
    """Note an act on a row of the organisation of the context. `before` and `after`: JSON-ready, ids rather than content.

    Without an actor: a job, a provider or a directory did it.
    """
    record_audits(actor, action, subject, [(before, after)])


def record_audits(actor: Actor | None, action: str, subject: Model, changes: Sequence[tuple[Facts, Facts]]) -> None:
    """The same for many at once: an entry for each before and after, in one query."""
    request = current_request.get()
    common: dict[str, Any] = {
        "actor": actor.membership if actor is not None else None,
        "via": _via(actor, is_request=request is not None),
        "action": action,
        "subject_kind": subject._meta.label_lower,
        "subject_id": subject.pk,
        "address": request.address[:45] if request is not None else "",
    }
    AuditEntry.objects.bulk_create([AuditEntry(before=before, after=after, **common) for before, after in changes], batch_size=500)


def record_instance_audit(user: Any, action: str, organisation_id: UUID | None = None, **details: Any) -> None:
    """Note an act of an administrator of the instance (`user` None: of the instance itself)."""
    InstanceAudit.objects.create(user_id=getattr(user, "pk", None), action=action, organisation_id=organisation_id, details=details)


def _via(actor: Actor | None, *, is_request: bool) -> str:
    if actor is not None and actor.token is not None:
        return f"token:{actor.token.name}"[:60]
    if actor is None or not is_request:
        return "job"
    return "page" if actor.session_key else "api"
