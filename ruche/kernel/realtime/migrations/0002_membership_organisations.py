# SPDX-License-Identifier: AGPL-3.0-or-later
"""Topics whose key is a membership need to know its organisation, whichever modules there are."""

from django.db import migrations

from ruche.kernel.db.operations import InstallDefiner


class Migration(migrations.Migration):
    dependencies = [("realtime", "0001_session_hash"), ("organisations", "0004_channel_by_id")]

    operations = [InstallDefiner(name="membership_organisations")]
