# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a page leads afterwards: only to another page of this site."""

from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(address: str) -> str:
    """The address when it is one of ours, else nothing."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""
