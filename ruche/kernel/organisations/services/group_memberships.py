# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is in a group, and who is in charge of it. Under the organisation's lock: rights follow from it."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit, record_audits
from ruche.kernel.access.permissions import Reach, catalogue, permissions_of
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Group, GroupMembership, Membership
from ruche.kernel.organisations.services.admission import join_group
from ruche.kernel.organisations.services.group_locks import lock_for_groups
from ruche.kernel.organisations.services.groups import get_group
from ruche.kernel.organisations.services.locking import lock_organisation

BATCH = 500


def add_to_group(actor: Actor, *, group_id: UUID, membership_ids: Sequence[UUID], is_lead: bool = False) -> int:
    """Begin intervals in a group; who is in already stays. Returns how many began. Raises NotFound, PermissionRefused."""
    with transaction.atomic():
        actor = lock_for_groups(actor, "organisation.manage_group_people")
        group = get_group(group_id)
        actor.require("organisation.manage_group_people", group)
        if is_lead:
            _require_appointing(actor, group)
        people = list(Membership.objects.filter(pk__in=membership_ids, status=Membership.Status.ACTIVE))
        if len(people) != len(set(membership_ids)):
            raise NotFound()
        added = sum(join_group(person, group, by=actor.membership) for person in people)
        if is_lead:
            GroupMembership.objects.filter(group=group, membership__in=people, left_at=None).update(is_lead=True, is_deputy=False)
        _tell(group, [person.pk for person in people])
    return added


def remove_from_group(actor: Actor, *, group_id: UUID, membership_id: UUID) -> None:
    """End somebody's interval in a group, and their post. They stay in the organisation. Raises NotFound when not in it."""
    with transaction.atomic():
        actor = lock_for_groups(actor, "organisation.manage_group_people")
        row = _present(group_id, membership_id)
        actor.require("organisation.manage_group_people", row.group)
        if row.is_lead or row.is_deputy:
            _require_appointing(actor, row.group)
        # The row keeps the post that ends with it: the history says who headed what.
        row.left_at = timezone.now()
        row.save(update_fields=["left_at", "updated_at"])
        _tell(row.group, [membership_id])


def set_group_head(actor: Actor, *, group_id: UUID, membership_id: UUID, post: str) -> None:
    """Name somebody in the group its "head" or "deputy", or neither (""). A group may have several of both.

    For who manages the group around it and holds all that a head gets. Raises NotFound, PermissionRefused, InvalidInput.
    """
    with transaction.atomic():
        actor = lock_for_groups(actor)
        row = _present(group_id, membership_id)
        _require_appointing(actor, row.group)
        _check_post(row.membership, post)
        before = _post_of(row)
        if post == before:
            return
        row = _begun_again(row, actor)
        _set_post(row, post)
        row.save()
        record_audit(actor, "set_group_head", row.group, before=_line(membership_id, before), after=_line(membership_id, post))
        _tell(row.group, [membership_id])


def set_group_lead(actor: Actor, *, group_id: UUID, membership_id: UUID, is_lead: bool) -> None:
    """As set_group_head, for who knows of heads only."""
    set_group_head(actor, group_id=group_id, membership_id=membership_id, post="head" if is_lead else "")


def set_group_members(organisation_id: UUID, *, group_id: UUID, membership_ids: Collection[UUID], source: str) -> int:
    """Have a directory, a provider or a rule decide who is in a group. Whom people brought in stays. Returns how many changed.

    In the context of the organisation. Intervals of other sources are left alone. Raises NotFound (the group).
    """
    with transaction.atomic():
        lock_organisation(organisation_id)
        group = get_group(group_id)
        rows = dict(GroupMembership.objects.filter(group=group, left_at=None).values_list("membership_id", "source"))
        wanted = set(membership_ids)
        gone = [one for one, origin in rows.items() if origin == source and one not in wanted]
        new = Membership.objects.filter(pk__in=wanted - rows.keys(), status=Membership.Status.ACTIVE).values_list("pk", flat=True)
        begun = [GroupMembership(group=group, membership_id=one, joined_at=timezone.now(), source=source) for one in new]
        GroupMembership.objects.filter(group=group, membership_id__in=gone, left_at=None).update(left_at=timezone.now())
        GroupMembership.objects.bulk_create(begun, batch_size=BATCH)
        changed = [*gone, *(row.membership_id for row in begun)]
        if changed:
            _tell(group, changed)
    return len(changed)


def replace_group_people(actor: Actor, *, group_id: UUID, posts: Mapping[UUID, str]) -> None:
    """Have exactly these people in a group, each with a post ("head", "deputy", ""). All of it or nothing, in a few queries.

    Raises as add_to_group, remove_from_group and set_group_head.
    """
    with transaction.atomic():
        actor = lock_for_groups(actor, "organisation.manage_group_people")
        group = get_group(group_id)
        actor.require("organisation.manage_group_people", group)
        rows = GroupMembership.objects.select_related("membership", "group").filter(group=group, left_at=None)
        before = {row.membership_id: row for row in rows}
        come = _active_people([one for one in posts if one not in before])
        moved = [row for one, row in before.items() if one in posts and posts[one] != _post_of(row)]
        gone = [row for one, row in before.items() if one not in posts]
        if moved or any(map(_post_of, gone)) or any(posts[one.pk] for one in come):
            _require_appointing(actor, group)
        for membership in [*come, *(row.membership for row in moved)]:
            _check_post(membership, posts[membership.pk])
        changes = {one.pk: ("", posts[one.pk]) for one in come} | {
            row.membership_id: (_post_of(row), posts[row.membership_id]) for row in moved
        }
        _end(gone)
        _begin([GroupMembership(group=group, membership=one, added_by=actor.membership) for one in come], posts)
        _name_again(actor, moved, posts)
        lines = [(_line(one, was), _line(one, post)) for one, (was, post) in changes.items() if was != post]
        record_audits(actor, "set_group_head", group, lines)
        if changed := [*changes, *(row.membership_id for row in gone)]:
            _tell(group, changed)


def _active_people(ids: Collection[UUID]) -> list[Membership]:
    people = list(Membership.objects.filter(pk__in=ids, status=Membership.Status.ACTIVE))
    if len(people) != len(ids):
        raise NotFound()
    return people


def _end(rows: Sequence[GroupMembership]) -> None:
    """The rows keep the posts that end with them: the history says who headed what."""
    now = timezone.now()
    GroupMembership.objects.filter(pk__in=[row.pk for row in rows]).update(left_at=now, updated_at=now)


def _begin(rows: Sequence[GroupMembership], posts: Mapping[UUID, str]) -> None:
    """Intervals that begin now, each with its post."""
    now = timezone.now()
    for row in rows:
        row.joined_at = now
        _set_post(row, posts[row.membership_id])
    GroupMembership.objects.bulk_create(rows, batch_size=BATCH)


def _name_again(actor: Actor, rows: Sequence[GroupMembership], posts: Mapping[UUID, str]) -> None:
    """As _begun_again, of many: young intervals are amended, the others end and begin anew by what brought the person in."""
    young = [row for row in rows if _is_young(row)]
    old = [row for row in rows if not _is_young(row)]
    _end(old)
    _begin(
        [GroupMembership(group=row.group, membership=row.membership, added_by=actor.membership, source=row.source) for row in old], posts
    )
    for row in young:
        _set_post(row, posts[row.membership_id])
    GroupMembership.objects.bulk_update(young, ["is_lead", "is_deputy"], batch_size=BATCH)


def _is_young(row: GroupMembership) -> bool:
    return (timezone.now() - row.joined_at).total_seconds() < 60


def _set_post(row: GroupMembership, post: str) -> None:
    row.is_lead, row.is_deputy = post == "head", post == "deputy"


def _present(group_id: UUID, membership_id: UUID) -> GroupMembership:
    rows = GroupMembership.objects.select_related("membership", "group__parent")
    row: GroupMembership | None = rows.filter(group_id=group_id, membership_id=membership_id, left_at=None, group__deleted_at=None).first()
    if row is None:
        raise NotFound()
    return row


def _require_appointing(actor: Actor, group: Group) -> None:
    """Heads are named from around the group, and nobody gives more than he has: a head gets a manager's rights inside it."""
    actor.require("organisation.manage_groups", group.parent)
    for name in permissions_of(Role.MANAGER):
        is_active = name.startswith("organisation.") or name.partition(".")[0] in actor.active_modules
        if is_active and catalogue()[name].reach == Reach.GROUP:
            actor.require(name, group)


def _check_post(membership: Membership, post: str) -> None:
    if post not in ("head", "deputy", ""):
        raise InvalidInput.on("post", _("Choose head, deputy or neither."))
    if post and membership.kind != Membership.Kind.PERSON:
        raise InvalidInput.on("post", _("A service account cannot be in charge of people."))


def _begun_again(row: GroupMembership, actor: Actor) -> GroupMembership:
    """Ends the interval and begins another, so that the history says who headed what, and when. A post of today is amended."""
    if _is_young(row):
        return row
    now = timezone.now()
    row.left_at = now
    row.save(update_fields=["left_at", "updated_at"])
    return GroupMembership(group=row.group, membership=row.membership, joined_at=now, added_by=actor.membership, source=row.source)


def _post_of(row: GroupMembership) -> str:
    return "head" if row.is_lead else "deputy" if row.is_deputy else ""


def _line(membership_id: UUID, post: str) -> dict[str, str]:
    return {"membership_id": str(membership_id), "post": post}


def _tell(group: Group, membership_ids: Sequence[UUID]) -> None:
    ids = {"membership_id": membership_ids[0]} if len(membership_ids) == 1 else {}
    announce("organisations.group_changed", group.organisation_id, group_id=group.pk, **ids)
    touch_rights(group.organisation_id, membership_ids=membership_ids)
