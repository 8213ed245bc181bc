# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.demo.context import DemoContext
from ruche.kernel.identity.registrar import organisation_registrar
from ruche.kernel.identity.services import register_application
from ruche.kernel.identity.services.consents import grant_consent

_READS = "organisation.view_members"


def create(context: DemoContext) -> None:
    """The association has a wiki elsewhere that people sign in to from here; some have."""
    if context.key != "sarcelle":
        return
    wiki = register_application(
        organisation_registrar(context.owner),
        name="Wiki",
        description="Les fiches des ateliers, les recettes et le mode d’emploi de la salle.",
        homepage="https://wiki.example.org",
        redirect_uris=["https://wiki.example.org/oidc/retour"],
        permissions=[_READS],
    ).application
    for key in ("nora", "karim", "sofia"):
        user = context.actors[key].user
        scopes = ["openid", "profile", "email", "groups", _READS]
        grant_consent(user, application=wiki, organisation_id=context.organisation.pk, scopes=scopes)
