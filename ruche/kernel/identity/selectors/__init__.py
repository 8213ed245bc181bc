# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.identity.selectors.providers import SignInProvider, find_provider_for, list_sign_in_providers

__all__ = ["SignInProvider", "find_provider_for", "list_sign_in_providers"]
