# SPDX-License-Identifier: AGPL-3.0-or-later
"""What notifications about checklists and departures say to their reader."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ruche.kernel.access.actor import Actor
from ruche.kernel.lifecycle.models import ChecklistRun, Departure
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.tellings import Telling

DUE, DEPARTURE = "lifecycle.steps_due", "lifecycle.departure"


def due_steps_visible() -> Q:
    return Q(Exists(ChecklistRun.objects.filter(pk=OuterRef("subject_id"), cancelled_at=None)))


def due_steps_done() -> Q:
    """Nothing is left to do."""
    return Q(Exists(ChecklistRun.objects.filter(pk=OuterRef("subject_id"), finished_at__isnull=False)))


def departures_visible() -> Q:
    return Q(Exists(Departure.objects.filter(pk=OuterRef("subject_id"))))


def describe_due_steps(actor: Actor, notifications: Sequence[Notification]) -> dict[UUID, Telling]:
    rows = ChecklistRun.objects.filter(pk__in={one.subject_id for one in notifications}).select_related("membership__user")
    runs = {run.pk: run for run in rows}
    found: dict[UUID, Telling] = {}
    for one in notifications:
        if run := runs.get(one.subject_id):
            url = reverse("lifecycle:person_runs", args=[actor.organisation.slug, run.membership_id])
            is_own = run.membership_id == actor.membership.pk
            found[one.pk] = Telling(_due(one.count, "" if is_own else run.membership.name), url, run.name, run.membership)
    return found


def describe_departures(actor: Actor, notifications: Sequence[Notification]) -> dict[UUID, Telling]:
    rows = Departure.objects.filter(pk__in={one.subject_id for one in notifications}).select_related("membership__user")
    departures = {departure.pk: departure for departure in rows}
    found: dict[UUID, Telling] = {}
    for one in notifications:
        if departure := departures.get(one.subject_id):
            url = reverse("lifecycle:departure", args=[actor.organisation.slug, departure.membership_id])
            found[one.pk] = Telling(_departed(departure), url, "", departure.membership)
    return found


def _due(count: int, name: str) -> str:
    if not name:
        return ngettext("%(n)s step of your checklist is due", "%(n)s steps of your checklist are due", count) % {"n": count}
    sentence = ngettext("%(n)s step for %(name)s is due", "%(n)s steps for %(name)s are due", count)
    return sentence % {"n": count, "name": name}


def _departed(departure: Departure) -> str:
    name = {"name": departure.membership.name}
    if departure.state == Departure.State.DONE:
        return _("%(name)s has left") % name
    if departure.fault:
        return _("%(name)s could not leave as planned") % name
    return _("%(name)s is leaving") % name
