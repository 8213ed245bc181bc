# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from ruche.kernel.errors import NotFound
from ruche.kernel.identity.models import Application
from ruche.kernel.identity.registrar import Registrar

MOST = 200


def list_applications(by: Registrar) -> list[Application]:
    """Those that the organisation, or the instance, registered, by name."""
    found = Application.objects.select_related("client").filter(organisation_id=by.organisation_id)
    return list(found.order_by("client__name", "id")[:MOST])


def get_application(by: Registrar, application_id: UUID) -> Application:
    """Raises NotFound."""
    found = Application.objects.select_related("client").filter(organisation_id=by.organisation_id, pk=application_id).first()
    if found is None:
        raise NotFound()
    return found
