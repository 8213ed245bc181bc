# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under /live/. The address itself is the socket (socket.py), which never reaches Django."""

from django.urls import URLPattern, URLResolver, path

from ruche.kernel.realtime import views

app_name = "live"

urlpatterns: list[URLPattern | URLResolver] = [path("ticket/", views.ticket, name="ticket")]
