# SPDX-License-Identifier: AGPL-3.0-or-later
from rest_framework.request import Request

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Organisation


class OrganisationApiRequest(Request):
    """The type of a request under /api/v1/o/<slug>/: what OrganisationMiddleware set shows through."""

    actor: Actor
    organisation: Organisation
