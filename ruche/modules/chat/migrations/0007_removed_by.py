# SPDX-License-Identifier: AGPL-3.0-or-later
import django.db.models.deletion
from django.db import migrations

import ruche.kernel.db.fields
import ruche.kernel.db.operations


class Migration(migrations.Migration):

    dependencies = [
        ("chat", "0006_rights_after_waiting"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="channelmembership",
            name="removed_by",
            field=ruche.kernel.db.fields.OrganisationForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="organisations.membership",
            ),
        ),
        ruche.kernel.db.operations.LinkWithinOrganisation(model_name="channelmembership", field_name="removed_by"),
    ]
