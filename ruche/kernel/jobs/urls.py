# SPDX-License-Identifier: AGPL-3.0-or-later
"""/instance/: for the administrator of the instance."""

from django.urls import path

from ruche.kernel.jobs import views
from ruche.kernel.mail import views as letters

app_name = "instance"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("failures/", views.failures, name="failures"),
    path("failures/jobs/retry/", views.job_retry, name="job_retry_all"),
    path("failures/jobs/<int:job_id>/retry/", views.job_retry, name="job_retry"),
    path("failures/signals/retry/", views.signal_retry, name="signal_retry_all"),
    path("failures/signals/<uuid:entry_id>/retry/", views.signal_retry, name="signal_retry"),
    path("letters/", letters.letter_list, name="letters"),
    path("letters/<uuid:letter_id>/", letters.letter_detail, name="letter"),
    path("letters/<uuid:letter_id>/html/", letters.letter_html, name="letter_html"),
    path("letters/<uuid:letter_id>/delivery/", letters.letter_delivery, name="letter_delivery"),
]
