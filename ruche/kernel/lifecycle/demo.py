# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from ruche.kernel.demo.context import DemoContext
from ruche.kernel.lifecycle.models import ChecklistTick, Who
from ruche.kernel.lifecycle.services import Step, create_checklist, run_checklist, tick_step

_STEPS = (
    Step("Préparer un badge et une place à l’atelier", -3),
    Step("Faire le tour de l’atelier et des consignes de sécurité", 0, Who.HEAD),
    Step("Remplir son profil : compétences et disponibilités", 2, Who.PERSON),
    Step("Réparer un premier objet à deux", 7, Who.HEAD),
    Step("Lire la charte des bénévoles", 7, Who.PERSON),
    Step("Faire le point après un mois", 30, Who.HEAD),
)


def create(context: DemoContext) -> None:
    """The association welcomes new volunteers by a checklist; one of them is halfway through."""
    if context.key != "sarcelle":
        return
    owner, newcomer = context.owner, context.actors["vinh"].membership
    checklist = create_checklist(owner, kind="onboarding", name="Accueil des bénévoles", steps=_STEPS, is_default=True)
    day = context.now.date() - timedelta(days=5)
    run = run_checklist(owner, checklist_id=checklist.pk, membership_id=newcomer.pk, day=day)
    for tick in ChecklistTick.objects.filter(run=run, position__lt=3):
        tick_step(context.actors["vinh"] if tick.who == Who.PERSON else owner, tick_id=tick.pk)
