# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of people: those who are new, those who changed, those who are back. Each page is one transaction.

Nobody's account is taken over: who has one on this instance already is invited, and enters by saying yes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from ruche.kernel.access.models import AuditEntry
from ruche.kernel.access.rights import touch_rights
from ruche.kernel.directories.entries import Person
from ruche.kernel.directories.models import DirectoryAccount, LdapDirectory, LdapEntry
from ruche.kernel.directories.services.report import Report
from ruche.kernel.jobs import enqueue
from ruche.kernel.lifecycle.minority import status_within
from ruche.kernel.modules.signals import announce_many
from ruche.kernel.organisations.keys import make_key, token_of
from ruche.kernel.organisations.models import Invitation, Membership, OrganisationKey
from ruche.kernel.organisations.services.admission import Admission, admit_batch
from ruche.kernel.organisations.services.locking import lock_organisation
from ruche.kernel.text import fold
from ruche.kernel.users.models import User, email_key

_LIFETIME = timedelta(days=14)
_OPEN = {"accepted_at": None, "declined_at": None, "revoked_at": None}


@dataclass(slots=True)
class Known:
    """What is kept of an entry between two runs: all of a directory fit into memory."""

    pk: UUID
    digest: str
    dn: str
    state: str
    membership_id: UUID | None


@dataclass
class People:
    """One run over the people of a directory. `seen`: identities of this run; `keys`: addresses of this run."""

    directory: LdapDirectory
    report: Report
    known: dict[str, Known]
    seen: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    def take(self, page: Iterable[Person], *, is_dry: bool) -> None:
        """Work through a page. Dry: the same, and then everything is rolled back."""
        changed = [one for one in page if self._is_of_interest(one)]
        if not changed:
            return
        before = {one.external_id: self.known.get(one.external_id) for one in changed}
        with transaction.atomic():
            lock_organisation(self.directory.organisation_id)
            self._let_in([one for one in changed if before[one.external_id] is None])
            self._change([one for one in changed if before[one.external_id] is not None])
            if is_dry:
                transaction.set_rollback(True)

    def _is_of_interest(self, person: Person) -> bool:
        if person.fault or person.external_id in self.seen:
            self.seen.add(person.external_id)  # who is there does not leave, whatever is wrong with them
            self.report.note("conflict", person.name or person.dn, person.fault or "twice")
            return False
        self.seen.add(person.external_id)
        key, known = email_key(person.email), self.known.get(person.external_id)
        if key in self.keys:
            self.report.note("conflict", person.name, "same_address")
            return False
        self.keys.add(key)
        return known is None or known.digest != person.digest or known.state != LdapEntry.State.PRESENT

    def _let_in(self, people: Sequence[Person]) -> None:
        keys = {email_key(one.email): one for one in people}
        accounts = {user.email_key: user for user in User.objects.filter(email_key__in=keys)}
        members = {row.user_id: row for row in Membership.objects.filter(user__in=accounts.values())}
        new = [one for key, one in keys.items() if key not in accounts]
        entries = [self._entry(one, membership=row) for one, row in self._admitted(new)]
        strangers: list[Person] = []
        for key, user in accounts.items():
            row = members.get(user.pk)
            if row is not None and row.status != Membership.Status.LEFT:
                self._link(row, keys[key])
                entries.append(self._entry(keys[key], membership=row))
            else:
                strangers.append(keys[key])
        entries += self._invite(strangers)
        LdapEntry.objects.bulk_create(entries, batch_size=500)
        for entry in entries:
            self.known[entry.external_id] = Known(entry.pk, entry.digest, entry.dn, entry.state, entry.membership_id)

    def _link(self, membership: Membership, person: Person) -> None:
        """A member has this address. Whom this directory itself put out and made anew is back, under the new identity."""
        mine = LdapEntry.objects.filter(directory=self.directory, membership=membership, is_suspended_here=True)
        is_suspended = membership.status == Membership.Status.SUSPENDED and not _put_out_by_people([membership.pk])
        if not is_suspended or not mine.update(is_suspended_here=False):
            self.report.note("linked", person.name, person.email)
            return
        DirectoryAccount.objects.filter(user_id=membership.user_id, directory_id=self.directory.pk).update(external_id=person.external_id)
        membership.status = status_within(membership)
        membership.save(update_fields=["status", "updated_at"])
        tell_changed(self.directory.organisation_id, [membership.pk])
        self.report.note("returned", person.name, person.email)

    def _admitted(self, people: Sequence[Person]) -> list[tuple[Person, Membership]]:
        """Accounts without a password of their own, made for people whom nobody knows here yet."""
        language, nobody = self.directory.organisation.language, make_password(None)
        users = [_user(one, language, nobody) for one in people]
        User.objects.bulk_create(users, batch_size=500)
        # Not verified: the directory's word for an address opens its own organisation, and nothing else.
        EmailAddress.objects.bulk_create([EmailAddress(user=one, email=one.email, primary=True, verified=False) for one in users])
        organisation_id = self.directory.organisation_id
        accounts = [
            DirectoryAccount(user=user, organisation_id=organisation_id, directory_id=self.directory.pk, external_id=one.external_id)
            for user, one in zip(users, people, strict=True)
        ]
        DirectoryAccount.objects.bulk_create(accounts, batch_size=500)
        admitted = admit_batch(organisation_id, [Admission(one) for one in users], source="directory") if users else None
        for one in people:
            self.report.note("joined", one.name, one.email)
        rows = admitted.memberships if admitted else {}
        return [(one, rows[user.pk]) for user, one in zip(users, people, strict=True)]

    def _invite(self, people: Sequence[Person]) -> list[LdapEntry]:
        self._offer(people)
        return [self._entry(one, membership=None) for one in people]

    def _offer(self, people: Sequence[Person]) -> None:
        """An invitation to each who has none that is open."""
        keys = {email_key(one.email): one for one in people}
        invited = set(Invitation.objects.filter(email_key__in=keys, **_OPEN).values_list("email_key", flat=True))
        expires_at = timezone.now() + _LIFETIME
        rows = [
            Invitation(email=one.email, email_key=key, name=one.name, external_id=one.external_id, expires_at=expires_at)
            for key, one in keys.items()
            if key not in invited
        ]
        Invitation.objects.bulk_create(rows, batch_size=100)
        tokens = [make_key("invitation", row.pk, token_of(row.pk), self.directory.organisation) for row in rows]
        OrganisationKey.objects.bulk_create(tokens, batch_size=100)
        if rows:
            enqueue("organisations.send_invitations", self.directory.organisation_id)
        for one in people:
            self.report.note("invited", one.name, one.email)

    def _entry(self, person: Person, *, membership: Membership | None) -> LdapEntry:
        state = LdapEntry.State.PRESENT if membership else LdapEntry.State.INVITED
        values = {"dn": person.dn, "digest": person.digest, "membership": membership, "state": state}
        return LdapEntry(directory=self.directory, kind=LdapEntry.Kind.PERSON, external_id=person.external_id, **values)

    def _recognise(self, people: Sequence[Person], rows: Mapping[str, LdapEntry]) -> None:
        """Who was invited and is here by now, by whatever way, is known as themselves."""
        waiting = {email_key(one.email): one for one in people if rows[one.external_id].membership_id is None}
        found = Membership.objects.filter(user__email_key__in=waiting).exclude(status=Membership.Status.LEFT).select_related("user")
        for membership in found if waiting else ():
            one = waiting[membership.user.email_key]
            rows[one.external_id].membership, rows[one.external_id].state = membership, LdapEntry.State.PRESENT
            self.report.note("linked", one.name, one.email)

    def _change(self, people: Sequence[Person]) -> None:
        rows = {
            row.external_id: row
            for row in LdapEntry.objects.select_related("membership").filter(
                directory=self.directory, kind=LdapEntry.Kind.PERSON, external_id__in=[one.external_id for one in people]
            )
        }
        self._recognise(people, rows)
        uninvited = [
            one for one in people if rows[one.external_id].state == LdapEntry.State.GONE and not rows[one.external_id].membership_id
        ]
        put_out = _put_out_by_people([row.membership_id for row in rows.values() if row.membership_id and row.is_suspended_here])
        touched: list[Membership] = []
        for one in people:
            row = rows[one.external_id]
            row.is_suspended_here = row.is_suspended_here and row.membership_id not in put_out
            touched += _changed(row, one, self.report)
            self.known[one.external_id] = Known(row.pk, row.digest, row.dn, row.state, row.membership_id)
        self._offer(uninvited)
        LdapEntry.objects.bulk_update(rows.values(), ["dn", "digest", "state", "is_suspended_here", "membership"], batch_size=500)
        Membership.objects.bulk_update(touched, ["name", "name_key", "status"], batch_size=500)
        tell_changed(self.directory.organisation_id, [row.pk for row in touched])


def _put_out_by_people(membership_ids: Sequence[UUID]) -> set[UUID]:
    """Of those whom a directory suspended: who was suspended again since, by somebody. The directory does not bring them back."""
    acts = AuditEntry.objects.filter(action="suspend_member", subject_id__in=membership_ids).order_by("at", "id")
    last = dict(acts.values_list("subject_id", "actor_id"))
    return {one for one, actor_id in last.items() if actor_id is not None}


def link_accepted(directory: LdapDirectory, known: dict[str, Known]) -> None:
    """Who said yes to the directory's invitation since the last run is now known as themselves."""
    waiting = {external_id: one for external_id, one in known.items() if one.state == LdapEntry.State.INVITED}
    if not waiting:
        return
    rows = Invitation.objects.filter(external_id__in=waiting, accepted_by__isnull=False).values_list("external_id", "accepted_by_id")
    for external_id, membership_id in rows:
        one = waiting[external_id]
        one.state, one.membership_id = LdapEntry.State.PRESENT, membership_id
        LdapEntry.objects.filter(pk=one.pk).update(state=one.state, membership_id=membership_id)


def tell_changed(organisation_id: UUID, membership_ids: Sequence[UUID]) -> None:
    announce_many("organisations.member_changed", organisation_id, ({"membership_id": one} for one in membership_ids))
    touch_rights(organisation_id, membership_ids=membership_ids)


def _changed(row: LdapEntry, person: Person, report: Report) -> list[Membership]:
    """The entry as it is now, and the membership where that too changed."""
    membership, was_gone = row.membership, row.state == LdapEntry.State.GONE
    row.dn, row.digest = person.dn, person.digest
    if was_gone:
        row.state = LdapEntry.State.PRESENT if membership else LdapEntry.State.INVITED
    if membership is None:
        return []
    is_back = row.is_suspended_here and membership.status == Membership.Status.SUSPENDED
    if not is_back and membership.name == person.name:
        return []
    if is_back:
        membership.status, row.is_suspended_here = status_within(membership), False
    membership.name, membership.name_key = person.name, fold(person.name)[:120]
    report.note("returned" if is_back else "changed", person.name, person.email)
    return [membership]


def _user(person: Person, language: str, password: str) -> User:
    return User(
        email=person.email,
        email_key=email_key(person.email),
        name=person.name,
        name_key=fold(person.name)[:120],
        language=language,
        password=password,
    )
