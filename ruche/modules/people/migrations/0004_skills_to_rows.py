# SPDX-License-Identifier: AGPL-3.0-or-later
"""Skills were lists of words in the profile; they become rows that people share."""

from django.db import migrations

from ruche.kernel.text import fold

BATCH = 500
LONGEST = 40
ABLE = 2


def move(apps, schema_editor):
    """As the owner of the tables, to whom row security does not apply: organisation by organisation, in batches."""
    profiles = apps.get_model("people", "Profile").objects.order_by()
    for organisation_id in list(profiles.exclude(skills=[]).values_list("organisation_id", flat=True).distinct()):
        after = None
        while rows := _next(profiles.filter(organisation_id=organisation_id), after):
            _move(apps, organisation_id, rows)
            after = rows[-1].id


def _next(profiles, after):
    rows = profiles.exclude(skills=[]).order_by("id")
    return list((rows.filter(id__gt=after) if after else rows)[:BATCH])


def _move(apps, organisation_id, profiles):
    Skill, PersonSkill = apps.get_model("people", "Skill"), apps.get_model("people", "PersonSkill")
    names = {}
    for profile in profiles:
        for name in profile.skills:
            names.setdefault(_key(name), name)
    skills = [Skill(organisation_id=organisation_id, name=name[:LONGEST], name_key=key) for key, name in names.items()]
    Skill.objects.bulk_create(skills, ignore_conflicts=True)
    known = dict(Skill.objects.filter(organisation_id=organisation_id, name_key__in=names).values_list("name_key", "id"))
    PersonSkill.objects.bulk_create(
        [
            PersonSkill(
                organisation_id=organisation_id, membership_id=profile.membership_id, skill_id=known[key], level=ABLE, position=position
            )
            for profile in profiles
            for position, key in enumerate(dict.fromkeys(_key(name) for name in profile.skills))
        ]
    )


def _key(name):
    return fold(name)[:LONGEST]


class Migration(migrations.Migration):
    dependencies = [("people", "0003_positions")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
