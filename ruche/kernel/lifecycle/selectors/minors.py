# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import current_user_id, organisation_scope
from ruche.kernel.errors import NotFound
from ruche.kernel.lifecycle.ages import CONSENT_AGE, day_of
from ruche.kernel.lifecycle.minority import is_child
from ruche.kernel.lifecycle.models import GuardianConsent, Minor
from ruche.kernel.organisations.keys import find_key
from ruche.kernel.organisations.models import LegalIdentity, Membership, Organisation
from ruche.kernel.organisations.selectors.legal import get_legal_identity
from ruche.kernel.organisations.selectors.paging import Page, page_of
from ruche.kernel.text import fold

PERMISSION = "organisation.manage_minors"


@dataclass(frozen=True)
class MinorLine:
    """Somebody under 18. `consents`: the newest first; the first counts unless it is closed.

    `state`: alone (15 or over), given, asked, expired, refused, withdrawn, child (the child has not agreed), or none.
    """

    membership: Membership
    minor: Minor
    consents: Sequence[GuardianConsent]
    is_child: bool

    @property
    def consent(self) -> GuardianConsent | None:
        return next((one for one in self.consents if one.closed_at is None), None)

    @property
    def state(self) -> str:
        if not self.is_child:
            return "alone"
        if self.consent is None:
            return "none"
        if self.consent.has_expired:
            return "expired"
        if self.consent.state == GuardianConsent.State.GIVEN and self.minor.agreed_at is None:
            return "child"
        return self.consent.state.value

    @property
    def decides_on(self) -> date:
        """The fifteenth birthday."""
        return day_of(self.minor.born_on, CONSENT_AGE)


@dataclass(frozen=True)
class Question:
    """What the link of a letter shows. `identity`: who asks, in law; `closed`: why there is nothing to answer, or ""."""

    consent: GuardianConsent
    child: Membership
    organisation: Organisation
    identity: LegalIdentity
    decides_on: date | None
    has_agreed: bool
    closed: str


def list_minors(actor: Actor, *, after: str | None = None, limit: int = 50) -> Page[MinorLine]:
    """Everybody under 18 who did not leave, by name (three queries). Raises PermissionRefused."""
    actor.require(PERMISSION)
    here = Membership.objects.filter(Exists(Minor.objects.filter(membership=OuterRef("pk")))).exclude(status=Membership.Status.LEFT)
    found = page_of(here.select_related("user"), key="name_key", after=after, limit=limit)
    return Page(_lines(found.results, actor.organisation), found.next)


def get_minor(actor: Actor, membership_id: UUID) -> MinorLine:
    """One of them. Raises NotFound, PermissionRefused."""
    actor.require(PERMISSION)
    rows = Membership.objects.select_related("user").filter(pk=membership_id).exclude(status=Membership.Status.LEFT)
    lines = _lines(rows, actor.organisation)
    if not lines:
        raise NotFound()
    return lines[0]


def get_question(token: str) -> Question:
    """What somebody with parental authority is asked, by the token of their link. Raises NotFound, the same for all."""
    key = find_key("consent", token)
    if key is None:
        raise NotFound()
    with organisation_scope(key.organisation_id, current_user_id.get()):
        rows = GuardianConsent.objects.select_related("child__user", "child__organisation", "organisation")
        consent = rows.filter(pk=key.pk).first()
        if consent is None:
            raise NotFound()
        minor: Minor | None = Minor.objects.filter(membership=consent.child).first()
        decides_on = day_of(minor.born_on, CONSENT_AGE) if minor else None
        identity = get_legal_identity(consent.organisation)
        agreed = minor is not None and minor.agreed_at is not None
        return Question(consent, consent.child, consent.organisation, identity, decides_on, agreed, why_closed(consent, minor))


def why_closed(consent: GuardianConsent, minor: Minor | None) -> str:
    """suspended (the organisation), left, of_age, closed (another question took its place), expired; "" while it can be answered.

    The expiry closes what could be given, never what can be withdrawn.
    """
    if consent.organisation.suspended_at is not None:
        return "suspended"
    if consent.child.status == Membership.Status.LEFT:
        return "left"
    if minor is None or not is_child(minor.born_on, consent.organisation):
        return "of_age"
    if consent.closed_at is not None:
        return "closed"
    return "expired" if consent.has_expired else ""


def has_agreed(membership: Membership) -> bool:
    """Whether a child who waits has given their own consent."""
    with organisation_scope(membership.organisation_id, membership.user_id):
        return Minor.objects.filter(membership=membership, agreed_at__isnull=False).exists()


def list_adults(actor: Actor, *, search: str, limit: int = 8) -> list[Membership]:
    """Active people of whom nobody said that they are minors, by name, that match every word. Raises PermissionRefused."""
    actor.require(PERMISSION)
    minors = Minor.objects.filter(membership=OuterRef("pk"))
    rows = Membership.objects.filter(~Exists(minors), status=Membership.Status.ACTIVE, kind=Membership.Kind.PERSON)
    for word in fold(search)[:120].split():
        rows = rows.filter(name_key__contains=word)
    return list(rows.order_by("name_key", "id")[:limit])


def organisations_with_birthdays() -> list[UUID]:
    """Organisations in which somebody may have become 15 or 18 and nobody noted it."""
    with connection.cursor() as cursor:
        cursor.execute("select organisation_id from organisations_with_minors()")
        return [row[0] for row in cursor.fetchall()]


def _lines(memberships: Iterable[Membership], organisation: Organisation) -> list[MinorLine]:
    people = list(memberships)
    ids = [one.pk for one in people]
    minors = {row.membership_id: row for row in Minor.objects.filter(membership_id__in=ids)}
    consents: dict[UUID, list[GuardianConsent]] = defaultdict(list)
    for row in GuardianConsent.objects.filter(child_id__in=ids).select_related("guardian", "recorded_by").order_by("-asked_at", "-id"):
        consents[row.child_id].append(row)
    return [
        MinorLine(one, minors[one.pk], consents[one.pk], is_child(minors[one.pk].born_on, organisation))
        for one in people
        if one.pk in minors
    ]
