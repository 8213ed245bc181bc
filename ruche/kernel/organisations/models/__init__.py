# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.organisations.models.groups import Group, GroupMembership
from ruche.kernel.organisations.models.invitations import Invitation, JoinCode
from ruche.kernel.organisations.models.memberships import Membership
from ruche.kernel.organisations.models.organisations import Organisation, OrganisationKey, Slug

__all__ = ["Group", "GroupMembership", "Invitation", "JoinCode", "Membership", "Organisation", "OrganisationKey", "Slug"]
