# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.identity.services.clearing import clear_tokens
from ruche.kernel.identity.services.keys import ensure_signing_key
from ruche.kernel.jobs import job


@job("identity.purge_tokens", queue="bulk", every=6 * 3600)
def purge_tokens(organisation_id: None) -> None:
    """Forget tokens that have long been over, and see that a key to sign with is there, and its successor in time."""
    ensure_signing_key()
    clear_tokens()
