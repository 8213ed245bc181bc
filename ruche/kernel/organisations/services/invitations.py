# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.danger import check_recent_for
from ruche.kernel.access.permissions import permissions_of
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import Conflict, InvalidInput, NotFound, PermissionRefused
from ruche.kernel.jobs import enqueue
from ruche.kernel.lifecycle.minority import check_birthday, is_child
from ruche.kernel.lifecycle.services.asking import require_guardian
from ruche.kernel.organisations.addresses import PastedAddress, read_addresses
from ruche.kernel.organisations.keys import make_key, token_of
from ruche.kernel.organisations.models import Group, Invitation, Membership, OrganisationKey
from ruche.kernel.organisations.services.groups import find_group
from ruche.kernel.organisations.services.locking import lock_members
from ruche.kernel.security.limits import check_limit
from ruche.kernel.text import one_line

LIFETIME = timedelta(days=14)
AT_ONCE = 500
OPEN = {"accepted_at": None, "declined_at": None, "revoked_at": None}


class Reason(StrEnum):
    """Why a pasted piece was not invited. Sentences for people: templates/organisations/_invitation_reason.html."""

    MALFORMED = "malformed"
    TWICE = "twice"
    MEMBER = "member"
    SUSPENDED = "suspended"
    INVITED = "invited"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Young:
    """Somebody under 18; `guardian_email` is a parent's, for those under 15."""

    born_on: date
    guardian_email: str = ""


@dataclass(frozen=True)
class Refused:
    """A pasted piece, as it was typed, and the reason."""

    text: str
    reason: Reason


@dataclass(frozen=True)
class InvitedPeople:
    """What became of a pasted list: nothing of it is lost."""

    invitations: Sequence[Invitation]
    refused: Sequence[Refused]


def invite_people(actor: Actor, *, addresses: str, role: Role = Role.MEMBER, group_id: UUID | None = None) -> InvitedPeople:
    """Invite everybody of a pasted list, at most 500; letters leave by a job. A role above one's own is refused, and owner.

    Who may invite into a group only, names that group. A role with dangerous rights asks for a recent proof. Raises
    PermissionRefused, RecentAuthentication, NotFound (group), TooManyAttempts (then nobody is invited).
    """
    return invite_pieces(actor, pieces=read_addresses(addresses), role=role, group_id=group_id)


def invite_minor(
    actor: Actor,
    *,
    email: str,
    born_on: date,
    guardian_email: str = "",
    name: str = "",
    role: Role = Role.MEMBER,
    group_id: UUID | None = None,
) -> InvitedPeople:
    """Invite somebody under 18; under 15 with the address of a parent, who is asked when the child accepts.

    Raises as invite_people, and InvalidInput on email, born_on, guardian_email or role.
    """
    check_birthday(born_on, actor.organisation)
    pieces = read_addresses(email)
    if len(pieces) != 1 or pieces[0].email is None:
        raise InvalidInput.on("email", _("Enter one e-mail address, such as name@example.org."))
    guardian = ""
    if is_child(born_on, actor.organisation):
        guardian = require_guardian(guardian_email, child_email=pieces[0].email)
    piece = PastedAddress(pieces[0].text, pieces[0].email, one_line(name)[:120] or pieces[0].name)
    young = {piece.email_key: Young(born_on, guardian)}
    return invite_pieces(actor, pieces=[piece], role=role, group_id=group_id, minors=young)


def invite_pieces(
    actor: Actor, *, pieces: Sequence[PastedAddress], role: Role, group_id: UUID | None, minors: Mapping[str, Young] | None = None
) -> InvitedPeople:
    """The same for addresses that were read already. `minors`: the folded addresses of those under 18."""
    _require_inviting(actor, role, find_group(group_id))
    if minors and role.includes(Role.ADMIN):
        raise InvalidInput.on("role", _("Somebody under 18 cannot be an owner or an administrator."), code="minor")
    check_recent_for(permissions_of(role))
    amount = max(1, min(sum(piece.email is not None for piece in pieces), AT_ONCE))
    check_limit("invitation", user=actor.user.pk, organisation=actor.organisation_id, amount=amount)
    with transaction.atomic():
        actor = lock_members(actor)
        group = find_group(group_id)
        _require_inviting(actor, role, group)
        welcome, refused = _sort_out(pieces)
        invitations = [_invitation(actor, piece, role, group, (minors or {}).get(piece.email_key)) for piece in welcome]
        _save(actor, invitations)
    return InvitedPeople(invitations, refused)


def resend_invitation(actor: Actor, *, invitation_id: UUID) -> Invitation:
    """Send the letter again; the invitation is good for another 14 days. Raises Conflict when it is no longer open."""
    actor.require("organisation.invite_member")
    check_limit("invitation", user=actor.user.pk, organisation=actor.organisation_id)
    with transaction.atomic():
        invitation = _locked(actor, invitation_id)
        invitation.expires_at, invitation.sent_at = timezone.now() + LIFETIME, None
        invitation.save(update_fields=["expires_at", "sent_at", "updated_at"])
        enqueue("organisations.send_invitations", actor.organisation_id)
    return invitation


def revoke_invitation(actor: Actor, *, invitation_id: UUID) -> Invitation:
    """Close an open invitation: its link no longer lets anybody in. Raises Conflict when it is no longer open."""
    actor.require("organisation.invite_member")
    with transaction.atomic():
        invitation = _locked(actor, invitation_id)
        invitation.revoked_at, invitation.born_on, invitation.guardian_email = timezone.now(), None, ""
        invitation.save(update_fields=["revoked_at", "born_on", "guardian_email", "updated_at"])
    return invitation


def _require_inviting(actor: Actor, role: Role, group: Group | None) -> None:
    actor.require("organisation.invite_member", group)
    if role == Role.OWNER or not actor.role.includes(role):
        raise PermissionRefused()


def _locked(actor: Actor, invitation_id: UUID) -> Invitation:
    invitation: Invitation | None = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound()
    if not actor.role.includes(Role(invitation.role)):
        raise PermissionRefused()
    if invitation.accepted_at or invitation.declined_at or invitation.revoked_at:
        raise Conflict()
    return invitation


def _sort_out(pieces: Sequence[PastedAddress]) -> tuple[list[PastedAddress], list[Refused]]:
    """Those to invite and those refused, in two queries for the whole list. Expired invitations give way."""
    keys = [piece.email_key for piece in pieces if piece.email]
    known = dict(Membership.objects.filter(user__email_key__in=keys).values_list("user__email_key", "status"))
    now = timezone.now()
    open_ = dict(Invitation.objects.filter(email_key__in=keys, **OPEN).values_list("email_key", "expires_at"))
    Invitation.objects.filter(email_key__in=keys, expires_at__lte=now, **OPEN).update(revoked_at=now)
    invited = {key for key, expires_at in open_.items() if expires_at > now}
    welcome: list[PastedAddress] = []
    refused: list[Refused] = []
    seen: set[str] = set()
    for piece in pieces:
        reason = _reason(piece, seen, known, invited) or (Reason.TOO_MANY if len(welcome) >= AT_ONCE else None)
        if reason:
            refused.append(Refused(piece.text, reason))
        else:
            welcome.append(piece)
            seen.add(piece.email_key)
    return welcome, refused


def _reason(piece: PastedAddress, seen: set[str], known: dict[str, str], invited: set[str]) -> Reason | None:
    if piece.email is None:
        return Reason.MALFORMED
    if piece.email_key in seen:
        return Reason.TWICE
    status = known.get(piece.email_key, Membership.Status.LEFT)
    if status == Membership.Status.WAITING:
        return Reason.INVITED
    if status != Membership.Status.LEFT:
        return Reason.MEMBER if status == Membership.Status.ACTIVE else Reason.SUSPENDED
    return Reason.INVITED if piece.email_key in invited else None


def _invitation(actor: Actor, piece: PastedAddress, role: Role, group: Group | None, young: Young | None) -> Invitation:
    return Invitation(
        email=piece.email or "",
        email_key=piece.email_key,
        name=piece.name,
        role=role,
        group=group,
        invited_by=actor.membership,
        expires_at=timezone.now() + LIFETIME,
        born_on=young.born_on if young else None,
        guardian_email=young.guardian_email if young else "",
    )


def _save(actor: Actor, invitations: Iterable[Invitation]) -> None:
    saved = Invitation.objects.bulk_create(invitations, batch_size=100)
    keys = [make_key("invitation", one.pk, token_of(one.pk), actor.organisation) for one in saved]
    OrganisationKey.objects.bulk_create(keys, batch_size=100)
    if saved:
        enqueue("organisations.send_invitations", actor.organisation_id)
