# SPDX-License-Identifier: AGPL-3.0-or-later
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.errors import InvalidInput, NotFound, PermissionRefused
from ruche.kernel.identity.bearers import PERSONAL, SERVICE, hash_of
from ruche.kernel.identity.models import BearerToken
from ruche.kernel.identity.scopes import check_networks, check_scopes
from ruche.kernel.organisations.models import Membership
from ruche.kernel.security.limits import check_limit
from ruche.kernel.security.text import clean_name
from ruche.kernel.sign_in.recent import check_recent
from ruche.kernel.users.models import User

MOST_DAYS = 365
MOST_TOKENS = 50


@dataclass(frozen=True)
class NewToken:
    """`text` is shown once and kept nowhere."""

    token: BearerToken
    text: str


def create_token(actor: Actor, *, name: str, scopes: Iterable[str], days: int, networks: Iterable[str] = ()) -> NewToken:
    """A personal token for this organisation. Raises PermissionRefused, TooManyAttempts, InvalidInput on the field."""
    actor.require("organisation.create_token")
    return _make(actor, actor.user, BearerToken.Kind.PERSONAL, name=name, scopes=scopes, days=days, networks=networks)


def create_service_token(
    actor: Actor, *, membership_id: UUID, name: str, scopes: Iterable[str], days: int, networks: Iterable[str] = ()
) -> NewToken:
    """A token of a service account, with at most the actor's own rights. Raises NotFound and as create_token."""
    actor.require("organisation.manage_applications")
    account = find_service_account(membership_id)
    with transaction.atomic():
        made = _make(actor, account.user, BearerToken.Kind.SERVICE, name=name, scopes=scopes, days=days, networks=networks)
        record_audit(actor, "create_service_token", account, after={"name": made.token.name, "scopes": made.token.scopes})
    return made


def find_service_account(membership_id: UUID) -> Membership:
    """An active service account of the organisation of the context. Raises NotFound."""
    found: Membership | None = (
        Membership.objects.select_related("user")
        .filter(pk=membership_id, kind=Membership.Kind.SERVICE, status=Membership.Status.ACTIVE)
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def revoke_token(user: User, *, token_id: UUID) -> None:
    """End one of a person's own tokens, at once. Raises NotFound."""
    if not _end(BearerToken.objects.filter(pk=token_id, user=user, kind=BearerToken.Kind.PERSONAL)):
        raise NotFound()


def revoke_service_token(actor: Actor, *, token_id: UUID) -> None:
    """Raises NotFound, PermissionRefused."""
    actor.require("organisation.manage_applications")
    if not _end(BearerToken.objects.filter(pk=token_id, organisation_id=actor.organisation_id, kind=BearerToken.Kind.SERVICE)):
        raise NotFound()


def revoke_tokens_of(user_id: UUID, organisation_id: UUID | None = None) -> int:
    """All of a person's, or those for one organisation: who leaves keeps no key. Returns how many."""
    found = BearerToken.objects.filter(user_id=user_id)
    return _end(found.filter(organisation_id=organisation_id) if organisation_id else found)


def _end(tokens: models.QuerySet[BearerToken]) -> int:
    return tokens.filter(revoked_at=None).update(revoked_at=timezone.now(), updated_at=timezone.now())


def _make(actor: Actor, user: User, kind: str, *, name: str, scopes: Iterable[str], days: int, networks: Iterable[str]) -> NewToken:
    if actor.token is not None:
        raise PermissionRefused()  # a token makes no token: revoking it would not end the other
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput.on("days", _("Between 1 day and 1 year."))
    check_recent()
    kept = check_scopes(actor, scopes, everywhere=kind == BearerToken.Kind.SERVICE)
    inside, called = check_networks(networks), clean_name(name, max_length=60)
    check_limit("token_made", actor.user.pk)
    if BearerToken.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now()).count() >= MOST_TOKENS:
        raise InvalidInput(_("At most %(count)s tokens at a time. Revoke those that nobody uses.") % {"count": MOST_TOKENS})
    text = (PERSONAL if kind == BearerToken.Kind.PERSONAL else SERVICE) + secrets.token_urlsafe(32)
    token = BearerToken.objects.create(
        hash=hash_of(text),
        kind=kind,
        user=user,
        organisation_id=actor.organisation_id,
        name=called,
        prefix=text[:13],
        scopes=kept,
        networks=inside,
        expires_at=timezone.now() + timedelta(days=days),
        created_by=actor.user,
    )
    return NewToken(token, text)
