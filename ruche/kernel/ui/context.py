# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.http import HttpRequest

from ruche.kernel.ui.shell import Shell


def shell(request: HttpRequest) -> dict[str, Any]:
    """`organisation`, `actor` and `shell` for every template; a view may give another `organisation` (an invitation)."""
    return {
        "organisation": getattr(request, "organisation", None),
        "actor": getattr(request, "actor", None),
        "shell": Shell(request),
    }
