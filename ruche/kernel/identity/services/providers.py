# SPDX-License-Identifier: AGPL-3.0-or-later
import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.roles import Role
from ruche.kernel.access.services.giving import permissions_in, require_giving
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.identity.models import IdentityProvider, ProviderDomain, ProviderGroup
from ruche.kernel.identity.openid.discovery import Metadata, discover
from ruche.kernel.identity.openid.flow import SECRET_PURPOSE
from ruche.kernel.identity.registrar import Registrar
from ruche.kernel.organisations.models import Group
from ruche.kernel.organisations.services.locking import lock_members
from ruche.kernel.security.sealing import register_sealed, reseal, seal
from ruche.kernel.security.text import clean_name
from ruche.kernel.sign_in.recent import check_recent
from ruche.kernel.users.models import User

# What a provider may let people in as.
DEFAULT_ROLES = (Role.GUEST, Role.MEMBER, Role.MANAGER)
MOST_DOMAINS = 20
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def create_provider(by: Registrar, *, name: str, issuer: str, client_id: str, secret: str = "", **values: Any) -> IdentityProvider:
    """Somebody else who may sign people in. Asks nothing of it yet. Raises InvalidInput on the field."""
    check_recent()
    provider = IdentityProvider(organisation_id=by.organisation_id, issuer=_checked_issuer(issuer))
    _fill(by, provider, name=name, client_id=client_id, secret=secret, **values)
    with transaction.atomic():
        provider.slug = _free_slug(provider.name)
        provider.save(force_insert=True)
        by.record("create_provider", provider, name=provider.name, issuer=provider.issuer)
    return provider


def update_provider(by: Registrar, *, provider_id: UUID, is_active: bool = True, **values: Any) -> IdentityProvider:
    """Everything but its address: who people are to it hangs on that. An empty secret keeps the present one."""
    check_recent()
    with transaction.atomic():
        provider = _held_provider(by, provider_id)
        provider.is_active = is_active
        _fill(by, provider, **values)
        provider.save()
        by.record("update_provider", provider, name=provider.name, is_active=is_active)
    return provider


def delete_provider(by: Registrar, *, provider_id: UUID) -> None:
    """Nobody signs in by it any more; who has no other way asks for a recovery link. Raises NotFound."""
    check_recent()
    with transaction.atomic():
        provider = own_provider(by, provider_id)
        by.record("delete_provider", provider, name=provider.name, issuer=provider.issuer)
        if by.organisation_id is not None:
            ProviderGroup.objects.filter(provider_id=provider.pk).delete()
        provider.delete()


def check_provider(by: Registrar, *, provider_id: UUID) -> Metadata:
    """What the provider says of itself, asked now. Raises NotFound, ProviderUnreachable."""
    return discover(own_provider(by, provider_id).issuer, is_fresh=True)


def add_domain(by: Registrar, *, provider_id: UUID, domain: str) -> ProviderDomain:
    """People with such addresses are led to the provider, once the instance's administrator has verified it."""
    check_recent()
    kept = domain.strip().lower().lstrip("@")
    if not _DOMAIN.fullmatch(kept):
        raise InvalidInput.on("domain", _("A domain looks like example.org."))
    with transaction.atomic():
        provider = _held_provider(by, provider_id)
        if provider.domains.exclude(domain=kept).count() >= MOST_DOMAINS:
            raise InvalidInput.on("domain", _("A provider has at most %(count)d domains.") % {"count": MOST_DOMAINS}, code="too_many")
        found, _is_new = ProviderDomain.objects.get_or_create(provider=provider, domain=kept)
        by.record("add_domain", provider, domain=kept)
    if by.actor is None:
        verify_domain(by.user, domain_id=found.pk)
    return found


def remove_domain(by: Registrar, *, provider_id: UUID, domain_id: UUID) -> None:
    """Raises NotFound."""
    check_recent()
    with transaction.atomic():
        provider = own_provider(by, provider_id)
        found = ProviderDomain.objects.filter(provider=provider, pk=domain_id).first()
        if found is None:
            raise NotFound()
        by.record("remove_domain", provider, domain=found.domain)
        found.delete()


def verify_domain(user: User, *, domain_id: UUID) -> ProviderDomain:
    """By the instance's administrator, who knows whose domain it is. Raises NotFound, InvalidInput when another has it."""
    check_recent()
    found = ProviderDomain.objects.select_related("provider").filter(pk=domain_id).first()
    if not user.is_instance_admin or found is None:
        raise NotFound()
    try:
        with transaction.atomic():
            found.verified_at, found.verified_by = timezone.now(), user
            found.save()
            Registrar(user).record("verify_domain", found, domain=found.domain, provider=str(found.provider_id))
    except IntegrityError:
        raise InvalidInput.on("domain", _("Another provider has this domain already."), code="taken") from None
    return found


def map_group(by: Registrar, *, provider_id: UUID, external_name: str, role: str = "", group_id: UUID | None = None) -> ProviderGroup:
    """Who is in this group of the provider gets a role, or comes into a group, at each sign-in.

    Nobody gives more than they have. Raises NotFound, GivesMoreThanHas, InvalidInput on the field.
    """
    check_recent()
    actor = by.actor
    if actor is None:
        raise NotFound()
    name = clean_name(external_name, field="external_name", max_length=200)
    if bool(role) == bool(group_id):
        raise InvalidInput.on("role", _("Choose a role or a group."))
    with transaction.atomic(), organisation_scope(actor.organisation_id, actor.user.pk):
        actor = lock_members(actor)
        provider = own_provider(by, provider_id)
        ref = RoleRef.parse(role) if role else RoleRef()
        if role:
            require_giving(actor, permissions_in(ref), scope=None, ends_at=None)
        group = Group.objects.filter(pk=group_id, deleted_at=None).first() if group_id else None
        if group_id:
            if group is None:
                raise NotFound()
            actor.require("organisation.manage_group_people", group)
        values: dict[str, Any] = {"external_name": name, "custom_role": ref.role_id, "builtin": ref.builtin, "group": group}
        found, _is_new = ProviderGroup.objects.get_or_create(provider_id=provider.pk, **values)
        by.record("map_group", provider, external=name, role=str(ref) if role else "", group=str(group_id or ""))
    return found  # type: ignore[no-any-return]


def unmap_group(by: Registrar, *, provider_id: UUID, mapping_id: UUID) -> None:
    """Who has something by it loses it at the next sign-in. Raises NotFound."""
    check_recent()
    with transaction.atomic():
        provider = own_provider(by, provider_id)
        if by.actor is None or not ProviderGroup.objects.filter(provider_id=provider.pk, pk=mapping_id).delete()[0]:
            raise NotFound()
        by.record("unmap_group", provider)


def own_provider(by: Registrar, provider_id: UUID) -> IdentityProvider:
    found = IdentityProvider.objects.filter(pk=provider_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound()
    return found


def _held_provider(by: Registrar, provider_id: UUID) -> IdentityProvider:
    """The same, locked until the transaction ends: two who change it at once do so one after the other. Raises NotFound."""
    own = IdentityProvider.objects.select_for_update(no_key=True).filter(organisation_id=by.organisation_id)
    found = own.filter(pk=provider_id).first()
    if found is None:
        raise NotFound()
    return found


def seal_secrets_anew() -> int:
    """After a change of the encryption key."""
    changed = 0
    for provider in IdentityProvider.objects.exclude(secret_sealed=""):
        sealed = reseal(provider.secret_sealed, purpose=SECRET_PURPOSE)
        if sealed != provider.secret_sealed:
            IdentityProvider.objects.filter(pk=provider.pk).update(secret_sealed=sealed)
            changed += 1
    return changed


def _fill(
    by: Registrar,
    provider: IdentityProvider,
    *,
    name: str,
    client_id: str,
    secret: str = "",
    scopes: str = "openid email profile",
    groups_claim: str = "",
    creates_members: bool = False,
    default_role: Role = Role.MEMBER,
) -> None:
    provider.name = clean_name(name, max_length=60)
    if not client_id.strip() or len(client_id) > 200:
        raise InvalidInput.on("client_id", _("The provider gives this number when you register Ruche there."))
    if default_role not in DEFAULT_ROLES or (by.actor is not None and not by.actor.role.includes(default_role)):
        raise InvalidInput.on("default_role", _("A provider lets people in as guests, members or managers, and never above you."))
    provider.client_id, provider.groups_claim = client_id.strip(), groups_claim.strip()[:60]
    provider.scopes = " ".join(dict.fromkeys(["openid", *scopes.split()]))[:200]
    provider.creates_members, provider.default_role = creates_members, default_role
    if secret:
        provider.secret_sealed = seal(secret, purpose=SECRET_PURPOSE)


def _checked_issuer(text: str) -> str:
    issuer = text.strip()
    parts = urlsplit(issuer)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment or len(issuer) > 300:
        raise InvalidInput.on("issuer", _("The address of the provider, as it writes it itself. It begins with https://."))
    return issuer


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "provider"
    taken = set(IdentityProvider.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in range(1, 1000) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


register_sealed("secrets of sign-in providers", seal_secrets_anew)
