# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.audit import record_audit
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.organisations.legal_numbers import check_bic, check_iban
from ruche.kernel.organisations.models import BankAccount
from ruche.kernel.organisations.services.locking import lock_members
from ruche.kernel.security.text import clean_name
from ruche.kernel.text import one_line


def check_bank_fields(*, iban: str, bic: str) -> None:
    """Raises InvalidInput on the one that is wrong; a BIC is held against its IBAN as soon as that is right."""
    check_bic(bic, check_iban(iban))


def add_bank_account(actor: Actor, *, label: str, iban: str, bic: str = "", holder: str = "", is_main: bool = False) -> BankAccount:
    """Where the organisation is paid; the first is the main one. Raises PermissionRefused, InvalidInput on the field."""
    actor.require("organisation.update_organisation")
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require("organisation.update_organisation")
        present = BankAccount.objects.filter(deleted_at=None)
        account = BankAccount(label=clean_name(label, field="label", max_length=80), iban=check_iban(iban), holder=one_line(holder)[:160])
        if not account.iban:
            raise InvalidInput.on("iban", _("Write the IBAN."), code="required")
        if present.filter(iban=account.iban).exists():
            raise InvalidInput.on("iban", _("This account is there already."), code="taken")
        account.bic = check_bic(bic, account.iban)
        account.is_main = is_main or not present.exists()
        if account.is_main:
            present.update(is_main=False)
        account.save()
        record_audit(actor, "add_bank_account", account, after=_data(account))
    return account


def make_main_account(actor: Actor, *, account_id: UUID) -> BankAccount:
    """The account that documents show. Raises NotFound, PermissionRefused."""
    actor.require("organisation.update_organisation")
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require("organisation.update_organisation")
        account = _present(account_id)
        BankAccount.objects.filter(deleted_at=None, is_main=True).update(is_main=False)
        account.is_main = True
        account.save(update_fields=["is_main", "updated_at"])
        record_audit(actor, "make_main_account", account, after=_data(account))
    return account


def remove_bank_account(actor: Actor, *, account_id: UUID) -> None:
    """No longer shown; the next one becomes the main one. Raises NotFound, PermissionRefused."""
    actor.require("organisation.update_organisation")
    with transaction.atomic():
        actor = lock_members(actor)
        actor.require("organisation.update_organisation")
        account = _present(account_id)
        account.deleted_at = timezone.now()
        account.save(update_fields=["deleted_at", "updated_at"])
        left = BankAccount.objects.filter(deleted_at=None)
        heir = None if left.filter(is_main=True).exists() else left.order_by("created_at").first()
        if heir:
            heir.is_main = True
            heir.save(update_fields=["is_main", "updated_at"])
        record_audit(actor, "remove_bank_account", account, before=_data(account))


def _present(account_id: UUID) -> BankAccount:
    account: BankAccount | None = BankAccount.objects.filter(pk=account_id, deleted_at=None).first()
    if account is None:
        raise NotFound()
    return account


def _data(account: BankAccount) -> dict[str, str | bool]:
    """The audit says which account, not all of its number."""
    return {"label": account.label, "iban": f"{account.iban[:4]}…{account.iban[-4:]}", "is_main": account.is_main}
