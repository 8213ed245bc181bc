# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0004_skills_to_rows")]

    operations = [migrations.RemoveField(model_name="profile", name="skills")]
