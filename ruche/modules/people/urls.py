# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from ruche.modules.people import views

urlpatterns = [
    path("", views.person_list, name="person_list"),
    path("profile/", views.profile_update, name="profile_update"),
    path("<uuid:membership_id>/", views.person_detail, name="person_detail"),
]
