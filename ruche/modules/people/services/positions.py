# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posts on the organisation chart. Holding one gives no right: rights come from being named head in the group."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audiences import Act, new_audience, require_act
from ruche.kernel.errors import InvalidInput, Stale
from ruche.kernel.modules.signals import announce
from ruche.kernel.organisations.models import Group, Membership
from ruche.kernel.security.text import clean_name, clean_text
from ruche.kernel.text import fold
from ruche.modules.people.models import Position
from ruche.modules.people.permissions import MANAGE_POSITIONS
from ruche.modules.people.selectors.positions import get_position
from ruche.modules.people.signals import POSITION_CHANGED

_LONGEST_TEXT = 2_000


def open_position(
    actor: Actor,
    *,
    title: str,
    group_id: UUID | None = None,
    holder_id: UUID | None = None,
    is_head_post: bool = False,
    opened_on: date | None = None,
    text: str = "",
) -> Position:
    """A post, vacant without a holder. The actor answers for it. Raises PermissionRefused, InvalidInput."""
    with transaction.atomic():
        group = _group(actor, group_id)
        position = Position(group=group, is_head_post=is_head_post, opened_on=opened_on or timezone.localdate())
        for column, value in new_audience(Position.record_kind, owner=actor.membership, group=group).items():
            setattr(position, column, value)
        _write(position, title, text)
        position.holder = _holder(holder_id)
        position.save()
        announce(POSITION_CHANGED, actor.organisation_id, position_id=position.pk)
    return position


def update_position(
    actor: Actor, *, position_id: UUID, version: int, title: str, group_id: UUID | None, is_head_post: bool, text: str, opened_on: date
) -> Position:
    """Change what a post is. Raises NotFound, PermissionRefused, InvalidInput, Stale."""
    with transaction.atomic():
        position = _locked(actor, position_id, version, Act.EDIT)
        if group_id != position.group_id:
            position.group = position.audience_group = _group(actor, group_id)
        position.is_head_post, position.opened_on = is_head_post, opened_on
        _write(position, title, text)
        _save(actor, position)
    return position


def fill_position(actor: Actor, *, position_id: UUID, version: int, holder_id: UUID | None) -> Position:
    """Give a post to somebody, or make it vacant. Two who fill it at once: the second is told. Raises as update_position."""
    with transaction.atomic():
        position = _locked(actor, position_id, version, Act.MANAGE)
        position.holder = _holder(holder_id)
        _save(actor, position)
    return position


def delete_position(actor: Actor, *, position_id: UUID) -> None:
    """Close a post: it goes to the bin. Raises NotFound, PermissionRefused."""
    with transaction.atomic():
        position = _locked(actor, position_id, None, Act.MANAGE)
        position.deleted_at = timezone.now()
        _save(actor, position)


def _locked(actor: Actor, position_id: UUID, version: int | None, act: Act) -> Position:
    get_position(actor, position_id)
    position: Position = Position.objects.select_for_update().get(pk=position_id)
    require_act(actor, position, act)
    if version is not None and version != position.version:
        raise Stale(yours={"version": version}, theirs=_position_data(position))
    return position


def _position_data(position: Position) -> dict[str, Any]:
    return {
        "version": position.version,
        "title": position.title,
        "group": str(position.group_id) if position.group_id else None,
        "holder": str(position.holder_id) if position.holder_id else None,
        "is_head_post": position.is_head_post,
        "opened_on": position.opened_on.isoformat(),
        "text": position.text,
    }


def _save(actor: Actor, position: Position) -> None:
    position.version += 1
    position.save()
    announce(POSITION_CHANGED, actor.organisation_id, position_id=position.pk)


def _write(position: Position, title: str, text: str) -> None:
    position.title = clean_name(title, field="title", max_length=120)
    position.name_key = fold(position.title)[:120]
    position.text = clean_text(text, field="text", max_length=_LONGEST_TEXT)


def _group(actor: Actor, group_id: UUID | None) -> Group | None:
    """A group where the actor opens posts; without one, they must be able to everywhere."""
    if group_id is None:
        actor.require(MANAGE_POSITIONS)
        return None
    group: Group | None = Group.objects.filter(pk=group_id, deleted_at=None).first()
    if group is None:
        raise InvalidInput.on("group_id", _("Choose one of the groups."))
    actor.require(MANAGE_POSITIONS, group)
    return group


def _holder(holder_id: UUID | None) -> Membership | None:
    if holder_id is None:
        return None
    here = Membership.objects.filter(status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    holder: Membership | None = here.filter(pk=holder_id).first()
    if holder is None:
        raise InvalidInput.on("holder_id", _("Choose somebody who is here."))
    return holder
