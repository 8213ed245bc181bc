# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import GlobalModel, OrganisationForeignKey, OrganisationModel


class LdapDirectory(OrganisationModel):
    """An LDAP server (OpenLDAP, Active Directory) that says who belongs to the organisation."""

    class Tls(models.TextChoices):
        LDAPS = "ldaps", _("LDAPS (encrypted from the start, port 636)")
        STARTTLS = "starttls", _("StartTLS (port 389)")

    name = models.CharField(max_length=80)
    # "ldap.example.org" or "ldap.example.org:1636", one a line; the next is asked when one does not answer.
    servers = models.TextField(max_length=1000)
    tls = models.CharField(max_length=8, choices=Tls.choices, default=Tls.LDAPS)
    # The authority that signed the server's certificate, when it is not one that everybody knows.
    ca_pem = models.TextField(blank=True, default="")
    bind_dn = models.CharField(max_length=500, blank=True, default="")
    password_sealed = models.TextField(blank=True, default="")
    people_base = models.CharField(max_length=500)
    people_filter = models.CharField(max_length=1000)
    group_base = models.CharField(max_length=500, blank=True, default="")
    group_filter = models.CharField(max_length=1000, blank=True, default="")
    # What the server calls external_id, email, name, member and head.
    attributes = models.JSONField(default=dict)
    every_minutes = models.PositiveIntegerField(default=60)
    is_active = models.BooleanField(default=False)
    may_sign_in = models.BooleanField(default=False)
    # More leavers than this share, in per cent, and nobody leaves until somebody says so.
    most_leavers = models.SmallIntegerField(default=20)
    due_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=0)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="ldap_directory_name_once")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(is_active=True), name="ldap_directory_due")]

    def __str__(self) -> str:
        return self.name


class LdapEntry(OrganisationModel):
    """Who or what an entry of a directory is here. `external_id` stays when the entry moves or is renamed."""

    class Kind(models.TextChoices):
        PERSON = "person"
        GROUP = "group"

    class State(models.TextChoices):
        PRESENT = "present", _("Present")
        INVITED = "invited", _("Invited")
        GONE = "gone", _("Gone")

    directory = OrganisationForeignKey(LdapDirectory, on_delete=models.CASCADE)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    external_id = models.CharField(max_length=120)
    dn = models.TextField()
    digest = models.CharField(max_length=64)
    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE, null=True, blank=True)
    group = OrganisationForeignKey("organisations.Group", on_delete=models.SET_NULL, null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PRESENT)
    # Whether it was this directory that suspended the person: only then does it bring them back.
    is_suspended_here = models.BooleanField(default=False)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "directory", "kind", "external_id"], name="ldap_entry_once")]


class LdapRun(OrganisationModel):
    """A synchronisation, tried (`is_dry`) or done. `error`: a code; empty when it came to its end."""

    class Error(models.TextChoices):
        UNREACHABLE = "unreachable", _("The server did not answer, or broke off. Nobody was taken out; the next run continues.")
        REFUSED = "refused", _("The server did not accept the name and password of this directory.")
        TOO_MANY_LEAVERS = "too_many_leavers", _("Too many people would leave at once. Nobody left; somebody has to agree.")
        INTERRUPTED = "interrupted", _("The run was interrupted. The next one continues.")
        FAILED = "failed", _("The run failed. Whoever runs this instance finds the reason in its log.")

    directory = OrganisationForeignKey(LdapDirectory, on_delete=models.CASCADE)
    is_dry = models.BooleanField(default=False)
    may_exceed = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts: Any = models.JSONField(default=dict)
    # [what, name, detail], at most 1,000.
    report: Any = models.JSONField(default=list)
    error = models.CharField(max_length=20, choices=Error.choices, blank=True, default="")


class DirectoryAccount(GlobalModel):
    """Finds, at sign-in, the directory that made an account. Ids only."""

    user = models.OneToOneField("users.User", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    directory_id = models.UUIDField()
    external_id = models.CharField(max_length=120)
