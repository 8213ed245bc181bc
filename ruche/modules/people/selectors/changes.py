# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes of profiles that were asked for, and who is in charge of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.selectors.holders import given_over, roles_giving
from ruche.kernel.errors import NotFound
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.tellings import Telling
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.organisations.selectors import heads_of
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.modules.people.models import ProfileChange, ProfileRule
from ruche.modules.people.models.changes import FIELD_LABELS
from ruche.modules.people.permissions import APPROVE_PROFILE

PROPOSED, DECIDED = "people.change_proposed", "people.change_decided"

_HERE = Q(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
DEFAULT_RULES = {field: field == "name" for field in FIELD_LABELS}


def fields_to_approve() -> frozenset[str]:
    """The fields that change only when somebody in charge approves (one query)."""
    rules = {**DEFAULT_RULES, **dict(ProfileRule.objects.values_list("field", "needs_approval"))}
    return frozenset(field for field, needed in rules.items() if needed and field in FIELD_LABELS)


def list_changes(actor: Actor, *, state: str = "", after: str | None = None, limit: int = 50) -> Page[Any]:
    """One's own, and those of the people one is in charge of; the newest first."""
    rows = _concerning(actor).select_related("membership", "proposed_by", "decided_by")
    if state in ProfileChange.State.values:
        rows = rows.filter(state=state)
    return page_of(rows, key="created_at", after=after, limit=limit, newest_first=True)


def count_waiting_changes(actor: Actor) -> int:
    """How many wait for the actor's decision, counted to 100; nothing is asked of who decides nothing."""
    if not actor.can_somewhere(APPROVE_PROFILE):
        return 0
    waiting = _in_charge(actor).filter(state=ProfileChange.State.PROPOSED).exclude(membership=actor.membership)
    return waiting[:100].count()


def get_change(actor: Actor, change_id: UUID) -> ProfileChange:
    """Raises NotFound when it is neither one's own nor of somebody one is in charge of."""
    change = _concerning(actor).select_related("membership", "proposed_by", "decided_by").filter(pk=change_id).first()
    if change is None:
        raise NotFound()
    return change


def list_history(actor: Actor, membership_id: UUID, *, limit: int = 50) -> list[ProfileChange]:
    """What became of the changes of one profile, for its person and for who is in charge of them."""
    rows = _concerning(actor).filter(membership_id=membership_id).select_related("proposed_by", "decided_by")
    return list(rows.order_by("-created_at", "-id")[:limit])


def list_deciders(actor: Actor, membership_id: UUID, *, limit: int = 20) -> list[Membership]:
    """Who is in charge of somebody's profile, never themselves: their heads and whoever holds a role for it.

    Only where there is nobody of these, whoever approves everywhere by a role that comes with Ruche.
    """
    groups = GroupMembership.objects.filter(membership_id=membership_id, left_at=None, group__deleted_at=None)
    given = given_over(APPROVE_PROFILE, list(groups.values_list("group_id", flat=True)))
    by_role = _HERE & Q(pk__in=given.exclude(role=None, scope=None).values("membership_id"))
    near = {one.pk: one for one in (*heads_of(actor, membership_id), *Membership.objects.filter(by_role).select_related("user"))}
    near.pop(membership_id, None)
    if near:
        return sorted(near.values(), key=lambda one: (one.name_key, one.pk))[:limit]
    everywhere = Q(role__in=roles_giving(APPROVE_PROFILE)) | Q(pk__in=given.filter(scope=None).values("membership_id"))
    rows = Membership.objects.filter(_HERE, everywhere).exclude(pk=membership_id).select_related("user")
    return list(rows.order_by("name_key", "id")[:limit])


def can_decide(actor: Actor, change: ProfileChange) -> bool:
    """Whoever approves everywhere or over a group of the person. Oneself only where nobody else could."""
    if change.state != ProfileChange.State.PROPOSED or not is_in_charge(actor, change.membership_id):
        return False
    return change.membership_id != actor.membership.pk or not list_deciders(actor, change.membership_id, limit=1)


def is_in_charge(actor: Actor, membership_id: UUID) -> bool:
    groups = actor.groups_where(APPROVE_PROFILE)
    if groups is None:
        return True
    present = GroupMembership.objects.filter(membership_id=membership_id, left_at=None, group_id__in=groups)
    return bool(groups) and present.exists()


def decided_by_oneself(actor: Actor) -> bool:
    """Whether the actor's own changes need nobody: they may approve, and nobody else could approve theirs."""
    return is_in_charge(actor, actor.membership.pk) and not list_deciders(actor, actor.membership.pk, limit=1)


def notifications_visible() -> Q:
    """The change is still there."""
    return Q(Exists(ProfileChange.objects.filter(pk=OuterRef("subject_id"))))


def proposals_read() -> Q:
    """It was decided, by whomever."""
    return Q(Exists(ProfileChange.objects.filter(pk=OuterRef("subject_id")).exclude(state=ProfileChange.State.PROPOSED)))


def describe_proposals(actor: Actor, notifications: Sequence[Notification]) -> dict[UUID, Telling]:
    return _tell(actor, notifications, lambda change: _("%(name)s proposes a change of the profile") % {"name": change.membership.name})


def describe_decisions(actor: Actor, notifications: Sequence[Notification]) -> dict[UUID, Telling]:
    sentences = {
        ProfileChange.State.APPROVED: gettext_lazy("%(name)s approved a change of your profile"),
        ProfileChange.State.REJECTED: gettext_lazy("%(name)s did not approve a change of your profile"),
    }

    def title(change: ProfileChange) -> str:
        who = change.decided_by.name if change.decided_by else _("Somebody")
        return str(sentences[ProfileChange.State(change.state)]) % {"name": who}

    return _tell(actor, notifications, title)


def _tell(actor: Actor, notifications: Sequence[Notification], title: Any) -> dict[UUID, Telling]:
    wanted = {one.subject_id for one in notifications}
    rows = ProfileChange.objects.filter(pk__in=wanted).select_related("membership__user", "proposed_by", "decided_by__user")
    changes = {change.pk: change for change in rows}
    found: dict[UUID, Telling] = {}
    for one in notifications:
        change = changes.get(one.subject_id)
        if change is None or (one.kind == DECIDED and change.state not in ("approved", "rejected")):
            continue
        person = change.decided_by if one.kind == DECIDED else change.membership
        address = reverse("people:change_detail", args=[actor.organisation.slug, change.pk])
        found[one.pk] = Telling(title(change), address, _excerpt(change), person)
    return found


def _excerpt(change: ProfileChange) -> str:
    return _("%(field)s: %(value)s") % {"field": change.field_label, "value": change.after}


def _concerning(actor: Actor) -> QuerySet[ProfileChange]:
    own = Q(membership=actor.membership)
    if actor.groups_where(APPROVE_PROFILE) is None:
        return ProfileChange.objects.all()
    return ProfileChange.objects.filter(own | Q(pk__in=_in_charge(actor).values("pk")))


def _in_charge(actor: Actor) -> QuerySet[ProfileChange]:
    groups = actor.groups_where(APPROVE_PROFILE)
    if groups is None:
        return ProfileChange.objects.all()
    present = GroupMembership.objects.filter(membership=OuterRef("membership"), left_at=None, group_id__in=sorted(groups))
    return ProfileChange.objects.filter(Exists(present)) if groups else ProfileChange.objects.none()
