# SPDX-License-Identifier: AGPL-3.0-or-later
from tests.other_servers.ldap_scene import directory, slapd

__all__ = ["directory", "slapd"]
