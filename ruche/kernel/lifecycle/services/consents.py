# SPDX-License-Identifier: AGPL-3.0-or-later
"""A parent's consent: given, refused and withdrawn by the link of a letter, or recorded from paper by who answers for minors.

Every act takes the organisation's lock first, so a double click and two parents at once come one after the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.db.context import current_user_id, organisation_scope
from ruche.kernel.errors import Conflict, InvalidInput, NotFound
from ruche.kernel.jobs import enqueue
from ruche.kernel.lifecycle.ages import today_in
from ruche.kernel.lifecycle.minority import is_child
from ruche.kernel.lifecycle.models import GuardianConsent, Minor
from ruche.kernel.lifecycle.selectors.minors import why_closed
from ruche.kernel.lifecycle.services.asking import ask_guardian, close_consents, require_guardian
from ruche.kernel.lifecycle.services.consent_letters import TEXT_VERSION, consent_link, hand_over, tell_given, tell_withdrawn
from ruche.kernel.lifecycle.services.minors import PERMISSION, settle
from ruche.kernel.organisations.errors import WayInClosed
from ruche.kernel.organisations.keys import find_key
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.services.locking import lock_members, lock_organisation, locked_membership
from ruche.kernel.security.text import clean_name
from ruche.kernel.text import one_line
from ruche.kernel.users.entrance import has_mail_server
from ruche.kernel.users.models import User

State = GuardianConsent.State


def give_consent(*, token: str, user: User | None, name: str, has_authority: bool, address: str) -> GuardianConsent:
    """Twice is as good as once. `user`: whoever is signed in, if anybody; `name`: as the parent signs.

    Raises NotFound (no such link), WayInClosed (codes of why_closed), InvalidInput (name, authority).
    """
    with _opened(token, user) as consent:
        if consent.state == State.GIVEN:
            return consent
        _refuse_child(consent, user)
        consent.name = clean_name(name, field="name", max_length=120)
        if not has_authority:
            raise InvalidInput.on("authority", _("Only somebody with parental authority can consent. Tick the box if that is you."))
        consent.given_at, consent.refused_at, consent.withdrawn_at = timezone.now(), None, None
        consent.text_version, consent.address = TEXT_VERSION, address[:45]
        consent.guardian = _own_membership(user) or consent.guardian
        consent.save()
        record_audit(None, "give_guardian_consent", consent.child, after={"consent": str(consent.pk), "text": TEXT_VERSION})
        consent.child = settle(consent.child_id)
        tell_given(consent)
    return consent


def refuse_consent(*, token: str, user: User | None, address: str) -> GuardianConsent:
    """The child goes on waiting. The parent may think again for as long as the link is good. Raises as give_consent, Conflict."""
    with _opened(token, user) as consent:
        if consent.state == State.GIVEN:
            raise Conflict(_("You have consented already. Withdraw the consent instead."))
        if consent.state == State.ASKED:
            _refuse_child(consent, user)
            consent.refused_at, consent.address = timezone.now(), address[:45]
            consent.save(update_fields=["refused_at", "address", "updated_at"])
            record_audit(None, "refuse_guardian_consent", consent.child, after={"consent": str(consent.pk)})
    return consent


def withdraw_consent(*, token: str, user: User | None) -> GuardianConsent:
    """The child waits again, at once; nothing is deleted. Raises as give_consent, Conflict when there was none."""
    with _opened(token, user) as consent:
        if consent.state in (State.ASKED, State.REFUSED):
            raise Conflict(_("There is no consent to withdraw."))
        if consent.state == State.GIVEN:
            _refuse_child(consent, user)
            _withdraw(None, consent)
    return consent


def record_paper_consent(actor: Actor, *, membership_id: UUID, name: str, signed_on: date, note: str = "") -> GuardianConsent:
    """What a parent signed on paper: who and when. Raises InvalidInput (name, signed_on), NotFound, PermissionRefused."""
    with _child(actor, membership_id) as (actor, child):
        signature = clean_name(name, field="name", max_length=120)
        if signed_on > today_in(actor.organisation):
            raise InvalidInput.on("signed_on", _("This day is still to come."))
        close_consents(child.pk)
        consent: GuardianConsent = GuardianConsent.objects.create(
            child=child,
            way=GuardianConsent.Way.PAPER,
            name=signature,
            asked_at=timezone.now(),
            given_at=timezone.now(),
            signed_on=signed_on,
            text_version=TEXT_VERSION,
            recorded_by=actor.membership,
            note=one_line(note)[:200],
        )
        after = {"consent": str(consent.pk), "way": "paper", "signed_on": signed_on.isoformat()}
        record_audit(actor, "give_guardian_consent", child, after=after)
        consent.child = settle(child.pk)
        tell_given(consent)
    return consent


def record_withdrawal(actor: Actor, *, membership_id: UUID) -> GuardianConsent:
    """A parent who wrote or came by takes the consent back. Raises Conflict when there is none, NotFound, PermissionRefused."""
    with _child(actor, membership_id) as (actor, child):
        consent = _open_consent(child.pk)
        if consent is None or consent.state != State.GIVEN:
            raise Conflict(_("There is no consent to withdraw."))
        _withdraw(actor, consent)
    return consent


def ask_again(actor: Actor, *, membership_id: UUID, email: str) -> GuardianConsent:
    """Write to the parent again, or to another address, whose link is another. Raises InvalidInput, Conflict, NotFound."""
    with _child(actor, membership_id) as (actor, child):
        guardian_email = require_guardian(email, child_email=child.user.email)
        former = _open_consent(child.pk)
        if former is not None and former.state == State.GIVEN:
            raise Conflict(_("A parent has consented already."))
        if former is not None and former.state != State.ASKED:
            close_consents(child.pk)  # what was answered stays as it was
        consent = ask_guardian(child, email=guardian_email)
        GuardianConsent.objects.filter(pk=consent.pk).update(letter_at=None)
        consent.refresh_from_db()
        enqueue("lifecycle.send_guardian_letters", actor.organisation_id)
        record_audit(actor, "ask_guardian", child, after={"consent": str(consent.pk)})
    return consent


def make_link(actor: Actor, *, membership_id: UUID) -> str:
    """A new link to hand over by oneself, where no letter leaves; the former one stops working. It is kept nowhere.

    Raises Conflict (letters leave, or a parent has consented), NotFound, PermissionRefused.
    """
    with _child(actor, membership_id) as (actor, child):
        if has_mail_server():
            raise Conflict(_("Letters leave this instance: have one sent, so that only the parent has the link."), code="letters_leave")
        former = _open_consent(child.pk)
        if former is not None and former.state == State.GIVEN:
            raise Conflict(_("A parent has consented already."))
        close_consents(child.pk)
        consent = hand_over(child, actor, email=former.email if former else "")
        record_audit(actor, "hand_over_guardian_link", child, after={"consent": str(consent.pk)})
        return consent_link(consent)


def _withdraw(actor: Actor | None, consent: GuardianConsent) -> None:
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at", "updated_at"])
    record_audit(actor, "withdraw_guardian_consent", consent.child, after={"consent": str(consent.pk)})
    consent.child = settle(consent.child_id)
    tell_withdrawn(consent)


def _open_consent(child_id: UUID) -> GuardianConsent | None:
    rows = GuardianConsent.objects.select_related("child__user", "organisation")
    consent: GuardianConsent | None = rows.filter(child_id=child_id, closed_at=None).first()
    return consent


@contextmanager
def _child(actor: Actor, membership_id: UUID) -> Iterator[tuple[Actor, Membership]]:
    """A child under 15 of the organisation, under its lock."""
    actor.require(PERMISSION)
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require(PERMISSION)
        child = locked_membership(membership_id)
        minor = Minor.objects.filter(membership=child).first()
        if minor is None or child.status == Membership.Status.LEFT:
            raise NotFound()
        if not is_child(minor.born_on, actor.organisation):
            raise Conflict(_("From 15 on, they decide alone."), code="of_age")
        yield actor, child


@contextmanager
def _opened(token: str, user: User | None) -> Iterator[GuardianConsent]:
    """What the link stands for, inside its organisation's scope, one transaction and its lock."""
    key = find_key("consent", token)
    if key is None:
        raise NotFound()
    with organisation_scope(key.organisation_id, user.pk if user else current_user_id.get()), transaction.atomic():
        lock_organisation(key.organisation_id)
        rows = GuardianConsent.objects.select_related("child__user", "child__organisation", "organisation")
        consent = rows.filter(pk=key.pk).first()
        if consent is None:
            raise NotFound()
        if closed := why_closed(consent, Minor.objects.filter(membership=consent.child).first()):
            raise WayInClosed(code=closed)
        yield consent


def _refuse_child(consent: GuardianConsent, user: User | None) -> None:
    if user is not None and user.pk == consent.child.user_id:
        raise InvalidInput.on("name", _("You are signed in as the child. A parent answers, on their own device or after signing out."))


def _own_membership(user: User | None) -> Membership | None:
    rows = Membership.objects.filter(user=user, status=Membership.Status.ACTIVE) if user is not None else Membership.objects.none()
    found: Membership | None = rows.first()
    return found
