# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invitations from a file: read and looked at first, then sent by a job in small steps, as fast as the limits allow."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.danger import check_recent_for
from ruche.kernel.access.permissions import permissions_of
from ruche.kernel.access.roles import Role
from ruche.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, PermissionRefused, TooManyAttempts
from ruche.kernel.jobs import enqueue
from ruche.kernel.lifecycle.ages import MAJORITY, has_age, today_in
from ruche.kernel.lifecycle.minority import is_child
from ruche.kernel.lifecycle.models import InvitationBatch
from ruche.kernel.lifecycle.services.asking import require_guardian
from ruche.kernel.lifecycle.tables import Line, read_day, read_lines
from ruche.kernel.organisations.addresses import PastedAddress, read_addresses
from ruche.kernel.organisations.models import Group, Invitation, Membership
from ruche.kernel.organisations.services.invitations import OPEN, Reason, Young, invite_pieces
from ruche.kernel.security.text import clean_name
from ruche.kernel.text import fold

STEP = 100
KEPT = timedelta(days=90)
_INVITE = "organisation.invite_member"


def read_batch(actor: Actor, *, file_name: str, content: bytes) -> InvitationBatch:
    """Keep what a file says, each row with what is wrong with it; nobody is invited yet. Raises InvalidInput on `file`."""
    if not actor.can_somewhere(_INVITE):
        raise PermissionRefused()
    lines = read_lines(content)
    rows = _Reader(actor, lines).rows()
    batch: InvitationBatch = InvitationBatch.objects.create(by=actor.membership, file_name=_file_name(file_name), rows=rows)
    return batch


def send_batch(actor: Actor, *, batch_id: UUID) -> InvitationBatch:
    """Have the rows without fault invited. Only who read the file may. Raises NotFound, Conflict, RecentAuthentication."""
    with transaction.atomic():
        rows = InvitationBatch.objects.select_for_update(no_key=True)
        batch: InvitationBatch | None = rows.filter(pk=batch_id, by=actor.membership).first()
        if batch is None:
            raise NotFound()
        if not actor.can_somewhere(_INVITE):
            raise PermissionRefused()
        if batch.state != InvitationBatch.State.READ:
            raise Conflict()
        for role in {row["role"] for row in batch.rows if not row["fault"]}:
            check_recent_for(permissions_of(Role(role)))  # the job that invites them asks nobody
        batch.state = InvitationBatch.State.SENDING
        batch.save(update_fields=["state", "updated_at"])
        enqueue("lifecycle.send_batch", actor.organisation_id, batch_id=batch.pk)
    return batch


def send_next_people(batch_id: UUID) -> None:
    """Invite the next hundred and come back for more; where a limit is reached, when it opens again."""
    rows = InvitationBatch.objects.select_related("by__user", "by__organisation")
    batch: InvitationBatch | None = rows.filter(pk=batch_id, state=InvitationBatch.State.SENDING).first()
    if batch is None:
        return
    actor = Actor(user=batch.by.user, membership=batch.by, organisation=batch.by.organisation)
    end = min(batch.sent_until + STEP, len(batch.rows))
    try:
        _invite(actor, batch.rows[batch.sent_until : end])
    except TooManyAttempts as limit:
        enqueue(
            "lifecycle.send_batch", batch.organisation_id, batch_id=batch.pk, run_at=timezone.now() + timedelta(seconds=limit.retry_after)
        )
        return
    batch.sent_until = end
    is_done = end == len(batch.rows)
    batch.state = InvitationBatch.State.SENT if is_done else InvitationBatch.State.SENDING
    with transaction.atomic():
        batch.save(update_fields=["rows", "sent_until", "state", "updated_at"])
        if not is_done:
            enqueue("lifecycle.send_batch", batch.organisation_id, batch_id=batch.pk)


def purge_batches() -> int:
    """Forget files that were sent, or left alone, 90 days ago: they hold addresses, and dates of birth. Returns how many."""
    old = InvitationBatch.objects.filter(updated_at__lt=timezone.now() - KEPT)
    return sum(old.filter(pk=pk).delete()[0] for pk in list(old.values_list("pk", flat=True)))


def _invite(actor: Actor, rows: list[dict[str, Any]]) -> None:
    """By role and group; done twice, it finds its own invitations of the first time. A row that is refused says why."""
    parts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if not row["fault"]:
            parts[row["role"], row["group_id"]].append(row)
    for (role, group_id), part in parts.items():
        pieces = [PastedAddress(row["email"], row["email"], row["name"]) for row in part]
        minors = {piece.email_key: young for piece, row in zip(pieces, part, strict=True) if (young := _young(row))}
        refused: Mapping[str, str] = {}
        try:
            done = invite_pieces(actor, pieces=pieces, role=Role(role), group_id=UUID(group_id) if group_id else None, minors=minors)
            refused = {one.text: one.reason.value for one in done.refused if one.reason != Reason.INVITED}
        except TooManyAttempts:
            raise
        except DomainError as error:  # the right or the group went while the job waited
            refused = {row["email"]: error.code for row in part}
        for row in part:
            row["fault"] = refused.get(row["email"], "")
            row["born_on"] = row["guardian"] = ""  # the invitation has them now


def _young(row: Mapping[str, Any]) -> Young | None:
    born_on = read_day(row.get("born_on", ""))
    return Young(born_on, row.get("guardian", "")) if born_on else None


class _Reader:
    """Looks at all rows with four queries."""

    def __init__(self, actor: Actor, lines: list[Line]) -> None:
        self.actor, self.lines = actor, lines
        self.pieces = [_piece(line) for line in lines]
        keys = [piece.email_key for piece in self.pieces if piece.email]
        self.known = dict(Membership.objects.filter(user__email_key__in=keys).values_list("user__email_key", "status"))
        open_ = Invitation.objects.filter(email_key__in=keys, expires_at__gt=timezone.now(), **OPEN)
        self.invited = set(open_.values_list("email_key", flat=True))
        self.groups = _group_names()
        self.roles = {fold(word): role.value for role in Role for word in (role.value, str(role.label))}
        self.seen: set[str] = set()

    def rows(self) -> list[dict[str, Any]]:
        return [self._row(line, piece) for line, piece in zip(self.lines, self.pieces, strict=True)]

    def _row(self, line: Line, piece: PastedAddress) -> dict[str, Any]:
        role = self.roles.get(fold(line.role)) if line.role else Role.MEMBER.value
        found = self.groups.get(_path(line.group), []) if line.group else []
        group_id = str(found[0]) if len(found) == 1 else ""
        born_on, guardian, too_young = self._minority(line, piece, role)
        fault = self._fault(line, piece) or self._fault_of_role(role) or self._fault_of_group(line, found) or too_young
        self.seen.add(piece.email_key)
        email = piece.email or line.email[:254]
        values = {"line": line.number, "email": email, "name": line.name or piece.name, "group": line.group[:120]}
        young = {"born_on": born_on, "guardian": guardian}
        return {**values, **young, "role": role or line.role[:40], "group_id": group_id, "fault": fault}

    def _minority(self, line: Line, piece: PastedAddress, role: str | None) -> tuple[str, str, str]:
        """Date of birth, a parent's address, and what is wrong with them; of adults nothing is kept."""
        organisation, born_on = self.actor.organisation, read_day(line.born_on)
        if not line.born_on:
            return "", "", ""
        if born_on is None or born_on > today_in(organisation):
            return "", "", "born_on"
        if has_age(born_on, MAJORITY, today_in(organisation)):
            return "", "", ""
        if role == Role.ADMIN:
            return "", "", "minor_role"
        if not is_child(born_on, organisation):
            return born_on.isoformat(), "", ""
        try:
            return born_on.isoformat(), require_guardian(line.guardian, child_email=piece.email or ""), ""
        except InvalidInput:
            return "", "", "guardian"

    def _fault(self, line: Line, piece: PastedAddress) -> str:
        if piece.email is None:
            return Reason.MALFORMED.value if line.email.strip() else "no_address"
        if piece.email_key in self.seen:
            return Reason.TWICE.value
        status = self.known.get(piece.email_key, Membership.Status.LEFT)
        if status == Membership.Status.WAITING:
            return Reason.INVITED.value
        if status != Membership.Status.LEFT:
            return Reason.MEMBER.value if status == Membership.Status.ACTIVE else Reason.SUSPENDED.value
        return Reason.INVITED.value if piece.email_key in self.invited else ""

    def _fault_of_role(self, role: str | None) -> str:
        if role is None:
            return "role"
        return "role_beyond" if role == Role.OWNER or not self.actor.role.includes(Role(role)) else ""

    def _fault_of_group(self, line: Line, found: list[UUID]) -> str:
        if line.group and len(found) != 1:
            return "group" if not found else "group_unclear"
        held = self.actor.groups_where(_INVITE)
        if held is not None and not (found and found[0] in held):
            return "group_refused"
        return ""


def _piece(line: Line) -> PastedAddress:
    pieces = read_addresses(line.email)
    return pieces[0] if len(pieces) == 1 else PastedAddress(line.email)


def _group_names() -> dict[str, list[UUID]]:
    """Folded name → groups, and folded path ("house / kitchen") → its one group."""
    rows = {row[0]: row for row in Group.objects.filter(deleted_at=None).values_list("pk", "name", "parent_id")}
    names: dict[str, list[UUID]] = defaultdict(list)
    for pk, name, parent_id in rows.values():
        names[fold(name)].append(pk)
        path, above = name, parent_id
        while above in rows:
            path, above = f"{rows[above][1]} / {path}", rows[above][2]
        if parent_id is not None:
            names[_path(path)].append(pk)
    return names


def _path(text: str) -> str:
    return " / ".join(fold(part) for part in text.split("/"))


def _file_name(name: str) -> str:
    try:
        return clean_name(name[-200:], max_length=200)
    except DomainError:
        return "?"
