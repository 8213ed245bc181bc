# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models
from django.db.models import Q

from ruche.kernel.access.roles import Role
from ruche.kernel.db.models import GlobalModel, OrganisationForeignKey, OrganisationModel


class IdentityProvider(GlobalModel):
    """Somebody else who says who a person is, by OpenID Connect. Global: one signs in before an organisation is known.

    `organisation` None: the instance's own. `issuer` never changes: who a person is to us is (issuer, sub).
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    slug = models.CharField(max_length=60, unique=True)
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=200)
    secret_sealed = models.TextField(blank=True)
    scopes = models.CharField(max_length=200, default="openid email profile")
    groups_claim = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    creates_members = models.BooleanField(default=False)
    default_role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)

    class Meta:
        indexes = [models.Index(fields=["organisation"], name="identityprovider_by_org")]

    def __str__(self) -> str:
        return self.name


class ProviderDomain(GlobalModel):
    """People with an address of this domain are led to the provider, once the instance's administrator has verified it."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain"], condition=Q(verified_at__isnull=False), name="providerdomain_verified_once"),
            models.UniqueConstraint(fields=["provider", "domain"], name="providerdomain_once"),
        ]

    def __str__(self) -> str:
        return self.domain


class ProviderAccount(GlobalModel):
    """Who somebody is to a provider: its `sub`. Made by the person, signed in, or with the account itself."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="accounts")
    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")
    sub = models.CharField(max_length=255)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "sub"], name="provideraccount_once"),
            models.UniqueConstraint(fields=["provider", "user"], name="provideraccount_one_each"),
        ]

    def __str__(self) -> str:
        return self.sub


class ProviderGroup(OrganisationModel):
    """A group of the provider that becomes a role or a group here, at each sign-in."""

    provider_id = models.UUIDField()
    external_name = models.CharField(max_length=200)
    custom_role = models.UUIDField(null=True)
    builtin = models.CharField(max_length=12, blank=True)
    group = OrganisationForeignKey("organisations.Group", on_delete=models.CASCADE, null=True, blank=True)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "provider_id", "external_name", "custom_role", "builtin", "group"],
                nulls_distinct=False,
                name="providergroup_once",
            )
        ]

    def __str__(self) -> str:
        return self.external_name
