# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one organisation, under /o/<slug>/. entrance_urls.py mounts them, so that both share a namespace."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.protection.views import blocks

urlpatterns: list[URLPattern | URLResolver] = [
    path("blocks/", blocks.block_list, name="block_list"),
    path("blocks/messages/", blocks.message_privacy, name="message_privacy"),
    path("blocks/<uuid:membership_id>/", blocks.block_detail, name="block_detail"),
    path("blocks/<uuid:membership_id>/removal/", blocks.block_removal, name="block_removal"),
]
