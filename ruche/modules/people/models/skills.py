# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models
from django.utils.translation import gettext_lazy as _

from ruche.kernel.db.models import OrganisationForeignKey, OrganisationModel


class Skill(OrganisationModel):
    """Something people can be asked about, once per organisation however it is spelt (`name_key` is folded)."""

    name = models.CharField(max_length=40)
    name_key = models.CharField(max_length=40, db_collation="C")

    class Meta(OrganisationModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "name_key"], name="skill_once")]

    def __str__(self) -> str:
        return self.name


class PersonSkill(OrganisationModel):
    """Somebody has a skill, so well. `position`: where they put it among theirs. `wants`: they would like to use it more."""

    class Level(models.IntegerChoices):
        LEARNING = 1, _("Learning")
        ABLE = 2, _("Can do it")
        GOOD = 3, _("Good at it")
        TEACHES = 4, _("Can teach it")

    membership = OrganisationForeignKey("organisations.Membership", on_delete=models.CASCADE)
    skill = OrganisationForeignKey(Skill, on_delete=models.CASCADE)
    level = models.SmallIntegerField(choices=Level.choices, default=Level.ABLE)
    wants = models.BooleanField(default=False)
    position = models.SmallIntegerField(default=0)

    class Meta(OrganisationModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "membership", "skill"], name="person_skill_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="person_skill_level"),
        ]
