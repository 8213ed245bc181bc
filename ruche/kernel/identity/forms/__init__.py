# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.identity.forms.applications import ApplicationForm
from ruche.kernel.identity.forms.providers import DomainForm, MappingForm, ProviderForm
from ruche.kernel.identity.forms.tokens import ServiceAccountForm, TokenForm

__all__ = ["ApplicationForm", "DomainForm", "MappingForm", "ProviderForm", "ServiceAccountForm", "TokenForm"]
