# SPDX-License-Identifier: AGPL-3.0-or-later
"""What makes the site installable: its web manifest and its service worker."""

import json
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from ruche.kernel.ui import builds

# The ground of the light theme and Ruche's own honey (tokens/colours.css): the manifest knows no custom property.
GROUND = "#f6f4f0"
SIZES = (192, 512)


def web_manifest() -> dict[str, Any]:
    """The manifest of the W3C (https://www.w3.org/TR/appmanifest/), in the language of the request."""
    icons = [
        {"src": static(f"ui/brand/{form}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for form, purpose in (("icon", "any"), ("maskable", "maskable"))
    ]
    return {
        "name": "Ruche",
        "short_name": "Ruche",
        "description": _("Talk, work, manage, decide and share: all in one place."),
        "id": "/",
        "start_url": reverse("start"),
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": icons,
    }


def service_worker() -> str:
    """The built worker, told its version and what it keeps for the offline page: nothing about anybody."""
    kept = [reverse("offline"), *builds.stylesheets("frontend/main.ts"), builds.address("frontend/main.ts"), builds.address("icons.svg")]
    facts = {"version": builds.version(), "offline": reverse("offline"), "kept": [one for one in kept if one]}
    return f"self.ruche = {json.dumps(facts)};\n{builds.read('frontend/service_worker.ts')}"
