# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what a provider says to a person here: known by (provider, sub) and by nothing else."""

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.services.sourced import set_sourced_roles
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import DomainError, InvalidInput, NotFound
from ruche.kernel.identity.models import IdentityProvider, ProviderAccount, ProviderGroup
from ruche.kernel.organisations.models import GroupMembership, Membership
from ruche.kernel.organisations.services import set_group_members
from ruche.kernel.organisations.services.admission import admit
from ruche.kernel.organisations.services.locking import lock_organisation
from ruche.kernel.users.models import User, clean_email
from ruche.kernel.users.selectors import find_user_by_email

SOURCE = "provider"
_MOST_GROUPS = 500


class NobodyKnown(DomainError):
    code = "nobody_known"
    status = 403
    message = _("Nobody here has this account of the provider. Sign in another way, then add the provider to your account.")


class AddressTaken(DomainError):
    code = "address_taken"
    status = 403
    message = _("There is an account with this e-mail address. Sign in to it another way, then add the provider to it.")


class AlreadyLinked(DomainError):
    code = "already_linked"
    status = 409
    message = _("This account of the provider belongs to somebody else here.")


def sign_in_by_provider(provider: IdentityProvider, claims: dict[str, Any]) -> User:
    """The person of a provider's account; a new one where the provider may make them. Roles and groups follow what it says.

    Raises NobodyKnown, AddressTaken, NotAdmitted.
    """
    with transaction.atomic():
        account = ProviderAccount.objects.select_related("user").filter(provider=provider, sub=claims["sub"]).first()
        if account is None and not provider.creates_members:
            raise NobodyKnown()
        user = account.user if account else _made_once(provider, claims)
        ProviderAccount.objects.filter(provider=provider, user=user).update(last_used_at=timezone.now())
        if provider.organisation_id is not None and user.is_active:
            _follow(provider, user, claims)
    return user


def link_provider(user: User, provider: IdentityProvider, claims: dict[str, Any]) -> ProviderAccount:
    """Add a provider's account to one's own, signed in. Raises AlreadyLinked, also when somebody else was faster by a moment."""
    values = {"sub": claims["sub"], "last_used_at": timezone.now()}
    try:
        with transaction.atomic():
            if ProviderAccount.objects.filter(provider=provider, sub=claims["sub"]).exclude(user=user).exists():
                raise AlreadyLinked()
            account, _is_new = ProviderAccount.objects.update_or_create(provider=provider, user=user, defaults=values)
    except IntegrityError:
        raise AlreadyLinked() from None
    return account


def unlink_provider(user: User, *, account_id: UUID) -> None:
    """The provider no longer signs this person in. Raises NotFound; InvalidInput when nothing else would."""
    account = ProviderAccount.objects.filter(pk=account_id, user=user).first()
    if account is None:
        raise NotFound()
    others = ProviderAccount.objects.filter(user=user, provider__is_active=True).exclude(pk=account.pk)
    if not user.has_usable_password() and not others.exists():
        raise InvalidInput(_("Choose a password first: without it you could not sign in any more."), code="last_way_in")
    account.delete()


def _made_once(provider: IdentityProvider, claims: dict[str, Any]) -> User:
    """Of two first sign-ins at the same moment one makes the person; the other waits for it, and goes in as the same person."""
    try:
        with transaction.atomic():
            return _make_person(provider, claims)
    except (AddressTaken, IntegrityError):
        made = ProviderAccount.objects.select_related("user").filter(provider=provider, sub=claims["sub"]).first()
        if made is None:
            raise AddressTaken() from None
        return made.user


def _make_person(provider: IdentityProvider, claims: dict[str, Any]) -> User:
    """An account of its own. An address that somebody has here already is never taken over."""
    email = clean_email(str(claims.get("email") or ""))
    if "@" not in email or len(email) > 254 or claims.get("email_verified") not in (True, "true"):
        raise NobodyKnown(_("The provider does not vouch for your e-mail address, so no account can be made from it."))
    if find_user_by_email(email) is not None:
        raise AddressTaken()
    user = User(email=email, name=str(claims.get("name") or email.partition("@")[0]).strip()[:120], language=_language(claims))
    user.set_unusable_password()
    user.save(force_insert=True)
    # The organisation's own provider says so, to that organisation; only the instance's is believed by everybody.
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=provider.organisation_id is None)
    ProviderAccount.objects.create(provider=provider, user=user, sub=claims["sub"])
    return user


def _language(claims: dict[str, Any]) -> str:
    language = str(claims.get("locale") or "")[:2].lower()
    return language if language in User.Language.values else User.Language.FRENCH


def _follow(provider: IdentityProvider, user: User, claims: dict[str, Any]) -> None:
    organisation_id = provider.organisation_id
    assert organisation_id is not None  # noqa: S101  for the reader and mypy
    with organisation_scope(organisation_id, user.pk):
        lock_organisation(organisation_id)
        membership = Membership.objects.filter(user=user).first()
        if provider.creates_members and (membership is None or membership.status == Membership.Status.LEFT):
            membership, _is_new = admit(user, role=provider.default_role, group=None, by=None, is_invited=False)  # type: ignore[arg-type]
        if membership is None or not membership.is_active or not provider.groups_claim:
            return
        mapped = list(ProviderGroup.objects.filter(provider_id=provider.pk))
        told = _told_groups(claims.get(provider.groups_claim))
        held = {(RoleRef(row.custom_role, row.builtin), None) for row in mapped if row.group_id is None and row.external_name in told}
        set_sourced_roles(organisation_id, membership_id=membership.pk, source=SOURCE, held=held)
        for group_id in {row.group_id for row in mapped if row.group_id is not None}:
            _place(organisation_id, group_id, membership, any(row.group_id == group_id and row.external_name in told for row in mapped))


def _place(organisation_id: UUID, group_id: UUID, membership: Membership, is_in: bool) -> None:
    rows = GroupMembership.objects.filter(group_id=group_id, left_at=None, source=SOURCE)
    present = set(rows.values_list("membership_id", flat=True))
    wanted = present | {membership.pk} if is_in else present - {membership.pk}
    if wanted != present:
        set_group_members(organisation_id, group_id=group_id, membership_ids=wanted, source=SOURCE)


def _told_groups(value: Any) -> set[str]:
    """Providers send a list, or one name."""
    found = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return {str(one)[:200] for one in found[:_MOST_GROUPS]}
