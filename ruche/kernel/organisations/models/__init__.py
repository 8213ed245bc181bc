# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.organisations.models.groups import Group, GroupInside, GroupMembership, GroupPlace
from ruche.kernel.organisations.models.invitations import Invitation, JoinCode
from ruche.kernel.organisations.models.legal import BankAccount, LegalIdentity, OrganisationLogo
from ruche.kernel.organisations.models.memberships import Membership
from ruche.kernel.organisations.models.organisations import Organisation, OrganisationKey, Slug

__all__ = [
    "BankAccount",
    "Group",
    "GroupInside",
    "GroupMembership",
    "GroupPlace",
    "Invitation",
    "JoinCode",
    "LegalIdentity",
    "Membership",
    "Organisation",
    "OrganisationKey",
    "OrganisationLogo",
    "Slug",
]
