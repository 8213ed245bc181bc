# SPDX-License-Identifier: AGPL-3.0-or-later
from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Table of people"),
        max_length=200,
        help_text=_(
            "CSV with headings: e-mail, name, role, group; for minors, date of birth and parent (an address). "
            "Only the e-mail address is needed. At most 5,000 people."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
