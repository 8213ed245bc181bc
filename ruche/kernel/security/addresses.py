# SPDX-License-Identifier: AGPL-3.0-or-later
import ipaddress

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """From where on the network a request comes, as limits count it: the address, of IPv6 the /64 network.

    The front has put it there; it believes only proxies of RUCHE_TRUSTED_PROXIES.
    """
    text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
    return str(address)
