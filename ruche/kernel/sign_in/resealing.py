# SPDX-License-Identifier: AGPL-3.0-or-later
from allauth.mfa.models import Authenticator
from django.db import transaction

from ruche.kernel.security.sealing import is_sealed_with_first, reseal
from ruche.kernel.sign_in.adapter import PURPOSE


def reseal_factors() -> int:
    """Every telephone's secret and every seed of recovery codes under the first key; how many were changed."""
    changed = 0
    for pk in list(Authenticator.objects.exclude(type="webauthn").order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            part = next((name for name in ("secret", "seed") if row is not None and name in row.data), None)
            if row is None or part is None or is_sealed_with_first(row.data[part], purpose=PURPOSE):
                continue
            row.data[part] = reseal(row.data[part], purpose=PURPOSE)
            row.save(update_fields=["data"])
            changed += 1
    return changed
