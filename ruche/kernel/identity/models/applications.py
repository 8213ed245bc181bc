# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models

from ruche.kernel.db.models import GlobalModel


class Application(GlobalModel):
    """A program that people sign in to with their account here, or that acts for them. allauth keeps how it signs in."""

    client = models.OneToOneField("allauth_idp_oidc.Client", on_delete=models.CASCADE, related_name="application")
    # None: every organisation of the instance may use it.
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    registered_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    description = models.CharField(max_length=300, blank=True)
    homepage = models.CharField(max_length=300, blank=True)
    # Names of the permissions that it may ask for.
    permissions = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.client_id)


class ApplicationOrigin(GlobalModel):
    """A web page of this origin may read the answers that an application's token gets (CORS)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="origins")
    origin = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "application"], name="applicationorigin_once")]

    def __str__(self) -> str:
        return self.origin


class Consent(GlobalModel):
    """What a person let an application know and do, in one organisation or (without one) about their account only."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="consents")
    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    scopes = models.JSONField(default=list)
    # Who the person is to this application: random, so that two applications cannot compare notes.
    sub = models.CharField(max_length=64, unique=True)
    granted_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user", "organisation"], nulls_distinct=False, name="consent_once")]

    def __str__(self) -> str:
        return self.sub


class GrantedToken(GlobalModel):
    """Which consent a token of allauth comes from. Stays when the token is exchanged, so that a stolen one is recognised."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="tokens")
    token = models.OneToOneField("allauth_idp_oidc.Token", on_delete=models.SET_NULL, null=True, related_name="granted")
    hash = models.CharField(max_length=64, unique=True)
    is_refresh = models.BooleanField(default=False)
    spent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.hash[:8]
