# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from ruche.kernel.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notification_list, name="notification_list"),
    path("reading/", views.reading, name="reading"),
]
