# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "ruche.kernel.sign_in"
    label = "sign_in"

    def ready(self) -> None:
        from ruche.kernel.security.sealing import register_sealed
        from ruche.kernel.sign_in.resealing import reseal_factors

        register_sealed("second factors", reseal_factors)
