# SPDX-License-Identifier: AGPL-3.0-or-later
from django.http import HttpRequest

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Organisation


class OrganisationRequest(HttpRequest):
    """A request under /o/<slug>/ or /api/v1/o/<slug>/, after OrganisationMiddleware let it pass."""

    actor: Actor
    organisation: Organisation
    csp_nonce: str
