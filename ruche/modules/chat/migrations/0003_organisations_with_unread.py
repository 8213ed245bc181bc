# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations

from ruche.kernel.db.operations import InstallDefiner


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_channel_by_id")]

    operations = [InstallDefiner(name="organisations_with_unread")]
