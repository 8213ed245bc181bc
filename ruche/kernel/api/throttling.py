# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit


class ApiLimit(BaseThrottle):
    """The limit "api" of kernel/security/limits.py: per person, and per address until they are known.

    A whole organisation may share one address.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.user.is_authenticated:
            check_limit("api", user=request.user.pk)
        else:
            check_limit("api", address=client_address(request._request))
        return True
