# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a token or an application may be made for: names of permissions, never more than whoever makes it has."""

from collections import defaultdict
from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from django.utils.translation import gettext as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.permissions import Permission, catalogue
from ruche.kernel.access.selectors import PermissionGroup, PermissionLine
from ruche.kernel.errors import InvalidInput
from ruche.kernel.modules.registry import manifests

MOST_NETWORKS = 20


def own_permissions(actor: Actor, *, everywhere: bool = False) -> list[Permission]:
    """What the actor holds, everywhere or over some group, in the order of the catalogue."""
    holds = actor.can if everywhere else actor.can_somewhere
    return [permission for name, permission in catalogue().items() if holds(name)]


def by_module(permissions: Iterable[Permission]) -> list[PermissionGroup]:
    """Permissions that may be given on, as the role editor shows them: the kernel's own first."""
    lines: dict[str, list[PermissionLine]] = defaultdict(list)
    for permission in permissions:
        lines[permission.name.partition(".")[0]].append(PermissionLine(permission, is_held=True, is_active=True))
    known = manifests()
    order = sorted(lines, key=lambda module: (module in known, module))
    own = _("Organisation and people")
    return [
        PermissionGroup(
            module, known[module].label if module in known else own, known[module].icon if module in known else "landmark", lines[module]
        )
        for module in order
    ]


def check_scopes(actor: Actor, scopes: Iterable[str], *, everywhere: bool = False) -> list[str]:
    """The scopes, each once and sorted. Raises InvalidInput on `scopes` for one that the actor does not have.

    `everywhere`: for who is not bound to the groups over which the actor has it, as a service account is not.
    """
    holds = actor.can if everywhere else actor.can_somewhere
    wanted = sorted(set(scopes))
    if unknown := [name for name in wanted if name not in catalogue()]:
        raise InvalidInput.on("scopes", _("There is no permission “%(name)s”.") % {"name": unknown[0][:80]})
    lacking = [catalogue()[name].label for name in wanted if not holds(name)]
    if lacking:
        raise InvalidInput.on(
            "scopes", _("You do not have this right yourself: %(name)s.") % {"name": lacking[0]}, code="gives_more_than_has"
        )
    return wanted


def check_networks(networks: Iterable[str]) -> list[str]:
    """Networks of addresses as CIDR. Raises InvalidInput on `networks`."""
    found = []
    for text in networks:
        try:
            found.append(str(ip_network(text.strip(), strict=False)))
        except ValueError:
            sentence = _("“%(text)s” is no address or network. One looks like 192.0.2.7 or 192.0.2.0/24.") % {"text": text[:60]}
            raise InvalidInput.on("networks", sentence) from None
    if len(found) > MOST_NETWORKS:
        raise InvalidInput.on("networks", _("At most %(count)s networks.") % {"count": MOST_NETWORKS})
    return list(dict.fromkeys(found))


def is_inside(address: str, networks: Iterable[str]) -> bool:
    """Whether an address of the network is in one of these; in none when it is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ip_network(network) for network in networks)
