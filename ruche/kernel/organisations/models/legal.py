# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the organisation is in law, where it is paid, and its logo."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationModel


class LegalIdentity(OrganisationModel):
    """One per organisation. Numbers are stored compact: digits and capitals, without spaces."""

    class VatStatus(models.TextChoices):
        LIABLE = "liable", _("Liable for VAT")
        # Article 293 B of the French tax code, and its like elsewhere.
        EXEMPT_SMALL = "exempt_small", _("Exempt as a small business")
        NOT_LIABLE = "not_liable", _("Outside VAT")

    legal_name = models.CharField(max_length=160, blank=True, default="")
    form = models.CharField(max_length=40, blank=True, default="")
    siren = models.CharField(max_length=9, blank=True, default="")
    siret = models.CharField(max_length=14, blank=True, default="")
    vat_number = models.CharField(max_length=20, blank=True, default="")
    vat_status = models.CharField(max_length=12, choices=VatStatus.choices, blank=True, default="")
    rna = models.CharField(max_length=10, blank=True, default="")
    rcs = models.CharField(max_length=60, blank=True, default="")
    capital_minor = models.BigIntegerField(null=True, blank=True)  # in the smallest unit of the organisation's currency
    street = models.CharField(max_length=200, blank=True, default="")
    postal_code = models.CharField(max_length=12, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    # Where invoices go, when it is not the seat.
    billing_name = models.CharField(max_length=160, blank=True, default="")
    billing_street = models.CharField(max_length=200, blank=True, default="")
    billing_postal_code = models.CharField(max_length=12, blank=True, default="")
    billing_city = models.CharField(max_length=80, blank=True, default="")
    billing_country = models.CharField(max_length=2, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    website = models.URLField(max_length=200, blank=True, default="")
    version = models.IntegerField(default=0)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation"], name="legal_identity_once")]


class BankAccount(OrganisationModel):
    """Where the organisation is paid. What was once printed on a document is kept when it is taken away."""

    label = models.CharField(max_length=80)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True, default="")
    holder = models.CharField(max_length=160, blank=True, default="")
    is_main = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "iban"], condition=models.Q(deleted_at__isnull=True), name="bank_account_iban_once"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(deleted_at__isnull=True, is_main=True), name="bank_account_main_once"
            ),
        ]


class OrganisationLogo(OrganisationModel):
    """One per organisation; small enough for a row. `hash` names it in its address, so it may be cached for ever."""

    content = models.BinaryField()
    media = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation"], name="organisation_logo_once")]
