# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit


class ApiLimit(BaseThrottle):
    """The limit "api" of kernel/security/limits.py: per address, and per person once they are known."""

    def allow_request(self, request: Request, view: Any) -> bool:
        user = request.user if request.user.is_authenticated else None
        check_limit("api", address=client_address(request._request), user=user.pk if user else None)
        return True
