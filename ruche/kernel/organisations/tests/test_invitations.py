# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID

import pytest
from django.utils import timezone

from ruche.kernel.access.roles import Role
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.errors import Conflict, DomainError, NotFound, PermissionRefused, TooManyAttempts
from ruche.kernel.mail.models import Letter
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.addresses import read_addresses
from ruche.kernel.organisations.errors import AnotherAddress, NotAdmitted, WayInClosed
from ruche.kernel.organisations.keys import is_proof, proof_of, token_of
from ruche.kernel.organisations.models import Invitation, JoinCode, Membership, Organisation, OrganisationKey
from ruche.kernel.organisations.services.letters import invitation_link, send_waiting_invitations
from ruche.kernel.organisations.tests.conftest import Acting
from ruche.kernel.testing.people import find_actor, make_user
from ruche.kernel.users.models import User


def _invite(acting: Acting, user: User, organisation: Organisation, addresses: str, **options: object) -> str:
    with acting(user, organisation) as actor:
        invited = services.invite_people(actor, addresses=addresses, **options)  # type: ignore[arg-type]
    return token_of(invited.invitations[0].pk)


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("a@x.org", [("a@x.org", "")]),
        ("a@x.org, b@x.org; c@x.org\nd@x.org\te@x.org", [(f"{one}@x.org", "") for one in "abcde"]),
        ("a@x.org b@x.org", [("a@x.org", ""), ("b@x.org", "")]),
        ("Léa Dupont <lea@x.org>", [("lea@x.org", "Léa Dupont")]),
        ('"Dupont, Léa" <lea@x.org>, b@x.org', [("lea@x.org", "Dupont, Léa"), ("b@x.org", "")]),
        ("Dupont, Léa <lea@x.org>", [("lea@x.org", "Dupont Léa")]),
        ("Léa lea@x.org", [("lea@x.org", "Léa")]),
        ("<lea@x.org>", [("lea@x.org", "")]),
        ("« lea@x.org »", [("lea@x.org", "")]),
        ("mailto:lea@x.org", [("lea@x.org", "")]),
        ("le\u200ba@x.org\ufeff", [("lea@x.org", "")]),
        ("lea＠x.org", [("lea@x.org", "")]),
        ("LEA@X.org", [("lea@x.org", "")]),
        ("nobody", [(None, "")]),
        ("a@b@c", [(None, "")]),
        ("a@x", [(None, "")]),
        ("x" * 300 + "@x.org", [(None, "")]),
        ('"unclosed <a@x.org', [("a@x.org", "unclosed")]),
        ("<script>alert(1)</script>@x.org", [(None, "")]),
        (" \n , ;\t", []),
    ],
)
def test_pasted_lists_are_read_as_people_write_them(pasted: str, expected: list[tuple[str | None, str]]) -> None:
    assert [(one.email, one.name) for one in read_addresses(pasted)] == expected


def test_each_refused_line_says_why_and_nothing_is_lost(
    acting: Acting, alice: User, bob: User, dana: User, atelier_a: Organisation
) -> None:
    _invite(acting, alice, atelier_a, "old@x.org")
    with acting(alice, atelier_a) as actor:
        services.suspend_member(actor, membership_id=find_actor(dana, atelier_a).membership.pk)
        pasted = "new@x.org\nNEW@x.org\nbob@example.org\ndana@example.org\nold@x.org\nnonsense\nLéa <lea@x.org>"
        invited = services.invite_people(actor, addresses=pasted, role=Role.GUEST)
    assert [(one.email, one.name, one.role) for one in invited.invitations] == [("new@x.org", "", "guest"), ("lea@x.org", "Léa", "guest")]
    assert [(one.text, one.reason) for one in invited.refused] == [
        ("NEW@x.org", "twice"),
        ("bob@example.org", "member"),
        ("dana@example.org", "suspended"),
        ("old@x.org", "invited"),
        ("nonsense", "malformed"),
    ]


def test_five_hundred_at_once_and_the_rest_is_said(
    acting: Acting, alice: User, atelier_a: Organisation, django_assert_max_num_queries: object
) -> None:
    pasted = "\n".join(f"Person {number} <p{number}@x.org>" for number in range(503))
    with acting(alice, atelier_a) as actor, django_assert_max_num_queries(30):  # type: ignore[operator]
        invited = services.invite_people(actor, addresses=pasted)
    assert len(invited.invitations) == 500
    assert [(one.text, one.reason) for one in invited.refused] == [(f"Person {n} <p{n}@x.org>", "too_many") for n in (500, 501, 502)]
    with acting(alice, atelier_a) as actor, pytest.raises(TooManyAttempts):
        services.invite_people(actor, addresses="one.more@x.org")


def test_letters_leave_once_in_batches(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    bob.language = "fr"
    bob.save()
    with acting(alice, atelier_a) as actor:
        services.remove_member(actor, membership_id=find_actor(bob, atelier_a).membership.pk)
        services.invite_people(actor, addresses="bob@example.org " + " ".join(f"p{n}@x.org" for n in range(70)))
    with organisation_scope(atelier_a.pk), patch("ruche.kernel.organisations.services.letters.send_letter") as send:
        assert send_waiting_invitations() == 71
        assert send_waiting_invitations() == 0
    assert send.call_count == 71
    letters = {call.kwargs["to"]: call.kwargs for call in send.call_args_list}
    assert (letters["bob@example.org"]["language"], letters["p1@x.org"]["language"]) == ("fr", "en")
    assert "?proof=" in letters["p1@x.org"]["context"]["link"]


def test_sending_again_writes_again_and_prolongs(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    _invite(acting, alice, atelier_a, "new@x.org")
    with acting(alice, atelier_a) as actor, patch("ruche.kernel.organisations.services.letters.send_letter") as send:
        send_waiting_invitations()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
        invitation = services.resend_invitation(actor, invitation_id=Invitation.objects.get().pk)
        send_waiting_invitations()
        assert invitation.expires_at > timezone.now() + timedelta(days=13)
    assert send.call_count == 2


def test_a_link_is_derived_and_only_the_mailed_one_proves_the_address(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    token = _invite(acting, alice, atelier_a, "new@x.org")
    with organisation_scope(atelier_a.pk):
        invitation = Invitation.objects.get()
        copied, mailed = (invitation_link(invitation, is_mailed=is_mailed) for is_mailed in (False, True))
    assert copied.endswith(f"/invitation/{token}/")
    assert mailed == f"{copied}?proof={proof_of(token)}"
    assert is_proof(token, proof_of(token))
    assert not is_proof(token, token)
    key = OrganisationKey.objects.get()
    assert token not in key.hash
    assert key.pk == invitation.pk


def test_accepting_lets_in_with_role_and_group(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        group = services.create_group(actor, name="Sewing")
    token = _invite(acting, alice, atelier_a, "EMILE@Example.org", role=Role.MANAGER, group_id=group.pk)
    emile = make_user("Emile")
    membership = services.accept_invitation(emile, token=token)
    assert (membership.role, membership.status, membership.name) == ("manager", "active", "Emile")
    with acting(alice, atelier_a) as actor:
        assert [row.membership for row in selectors.list_group_members(actor, group.pk)] == [membership]
        assert Invitation.objects.get().accepted_by == membership
    assert services.accept_invitation(emile, token=token) == membership  # a double click


def test_somebody_else_is_refused(acting: Acting, alice: User, charlie: User, atelier_a: Organisation) -> None:
    token = _invite(acting, alice, atelier_a, "new@x.org")
    with pytest.raises(AnotherAddress):
        services.accept_invitation(charlie, token=token)
    with organisation_scope(atelier_a.pk):
        assert not Membership.objects.filter(user=charlie).exists()


@pytest.mark.parametrize("code", ["expired", "revoked", "declined", "accepted"])
def test_a_closed_invitation_says_how(acting: Acting, alice: User, charlie: User, atelier_a: Organisation, code: str) -> None:
    token = _invite(acting, alice, atelier_a, "charlie@example.org")
    now = timezone.now()
    column = {"expired": "expires_at", "revoked": "revoked_at", "declined": "declined_at", "accepted": "accepted_at"}[code]
    with organisation_scope(atelier_a.pk):
        Invitation.objects.update(**{column: now})
    with pytest.raises(WayInClosed) as refusal:
        services.accept_invitation(charlie, token=token)
    assert refusal.value.code == code
    with pytest.raises(WayInClosed):
        services.decline_invitation(token=token)


@pytest.mark.parametrize("token", ["", "x", "é\0", "A" * 43, "../../etc"])
def test_an_unknown_token_leads_nowhere(charlie: User, atelier_a: Organisation, token: str) -> None:
    for act in (lambda: services.accept_invitation(charlie, token=token), lambda: services.decline_invitation(token=token)):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotFound):
        selectors.get_invitation_by_token(token)


def test_declining_closes(acting: Acting, alice: User, charlie: User, atelier_a: Organisation) -> None:
    token = _invite(acting, alice, atelier_a, "charlie@example.org")
    services.decline_invitation(token=token)
    with pytest.raises(WayInClosed):
        services.accept_invitation(charlie, token=token)
    _invite(acting, alice, atelier_a, "charlie@example.org")  # may be asked again


def test_revoking_closes_and_cannot_be_done_twice(acting: Acting, alice: User, charlie: User, atelier_a: Organisation) -> None:
    token = _invite(acting, alice, atelier_a, "charlie@example.org")
    with acting(alice, atelier_a) as actor:
        invitation_id = Invitation.objects.get().pk
        services.revoke_invitation(actor, invitation_id=invitation_id)
        for act in (services.revoke_invitation, services.resend_invitation):
            with pytest.raises(Conflict):
                act(actor, invitation_id=invitation_id)
    with pytest.raises(WayInClosed):
        services.accept_invitation(charlie, token=token)


def test_an_expired_invitation_gives_way_to_a_new_one(acting: Acting, alice: User, charlie: User, atelier_a: Organisation) -> None:
    old = _invite(acting, alice, atelier_a, "charlie@example.org")
    with organisation_scope(atelier_a.pk):
        Invitation.objects.update(expires_at=timezone.now())
    new = _invite(acting, alice, atelier_a, "charlie@example.org")
    with pytest.raises(WayInClosed):
        services.accept_invitation(charlie, token=old)
    assert services.accept_invitation(charlie, token=new).is_active


def test_the_suspended_stay_out_and_the_removed_may_be_invited_again(
    acting: Acting, alice: User, bob: User, atelier_a: Organisation
) -> None:
    bobs = find_actor(bob, atelier_a).membership.pk
    with acting(alice, atelier_a) as actor:
        services.remove_member(actor, membership_id=bobs)
    token = _invite(acting, alice, atelier_a, "bob@example.org", role=Role.GUEST)
    membership = services.accept_invitation(bob, token=token)
    assert (membership.pk, membership.role, membership.left_at, membership.left_by) == (bobs, "guest", None, None)
    with acting(alice, atelier_a) as actor:
        services.remove_member(actor, membership_id=bobs)
    token = _invite(acting, alice, atelier_a, "bob@example.org")
    with organisation_scope(atelier_a.pk):
        Membership.objects.filter(pk=bobs).update(status="suspended")
    with pytest.raises(NotAdmitted):
        services.accept_invitation(bob, token=token)


@pytest.mark.parametrize(("role", "invited"), [("manager", "admin"), ("manager", "owner"), ("admin", "owner"), ("owner", "owner")])
def test_nobody_invites_above_themselves_or_an_owner(acting: Acting, alice: User, atelier_a: Organisation, role: str, invited: str) -> None:
    with acting(alice, atelier_a) as actor:
        actor.membership.role = role
        with pytest.raises(PermissionRefused):
            services.invite_people(actor, addresses="new@x.org", role=Role(invited))
        assert not Invitation.objects.exists()


def test_a_member_may_not_invite(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    _invite(acting, alice, atelier_a, "new@x.org")
    with acting(bob, atelier_a) as actor:
        invitation_id = Invitation.objects.get().pk
        for act in (
            lambda: services.invite_people(actor, addresses="a@x.org"),
            lambda: services.revoke_invitation(actor, invitation_id=invitation_id),
            lambda: services.resend_invitation(actor, invitation_id=invitation_id),
            lambda: selectors.list_invitations(actor),
        ):
            with pytest.raises(PermissionRefused):
                act()


def test_invitations_of_another_organisation_do_not_exist(
    acting: Acting, alice: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation
) -> None:
    _invite(acting, alice, atelier_a, "new@x.org")
    with acting(alice, atelier_a):
        invitation_id: UUID = Invitation.objects.get().pk
    with acting(charlie, bureau_b) as actor:
        for act in (services.revoke_invitation, services.resend_invitation):
            with pytest.raises(NotFound):
                act(actor, invitation_id=invitation_id)
        assert selectors.list_invitations(actor).results == []


def test_a_group_of_another_organisation_is_refused(
    acting: Acting, alice: User, charlie: User, atelier_a: Organisation, bureau_b: Organisation
) -> None:
    with acting(charlie, bureau_b) as actor:
        theirs = services.create_group(actor, name="Theirs")
    with acting(alice, atelier_a) as actor, pytest.raises(DomainError):
        services.invite_people(actor, addresses="new@x.org", group_id=theirs.pk)


def test_the_letter_says_who_invites_and_leads_in(acting: Acting, alice: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as actor:
        services.update_organisation(actor, name="Atelier <b>A</b>")
        token = token_of(services.invite_people(actor, addresses="Zoé <zoe@example.org>").invitations[0].pk)
        send_waiting_invitations()
    letter = Letter.objects.get()
    assert letter.to == "zoe@example.org"
    assert letter.subject == "Alice invites you to Atelier <b>A</b>"
    assert f"/invitation/{token}/?proof={proof_of(token)}" in letter.text
    assert "Hello Zoé," in letter.text
    assert "Atelier &lt;b&gt;A&lt;/b&gt;" in letter.html
    assert "<b>A</b>" not in letter.html


def test_whoever_lost_the_right_while_they_waited_opens_no_way_in(acting: Acting, alice: User, bob: User, atelier_a: Organisation) -> None:
    with acting(alice, atelier_a) as owner:
        member = Membership.objects.get(user=bob)
        services.change_role(owner, membership_id=member.pk, role=Role.ADMIN)
    with acting(bob, atelier_a) as stale:
        assert stale.can("organisation.invite_member")
        with acting(alice, atelier_a) as owner:
            services.change_role(owner, membership_id=member.pk, role=Role.MEMBER)
        with pytest.raises(PermissionRefused):
            services.invite_people(stale, addresses="eve@example.org", role=Role.ADMIN)
        with pytest.raises(PermissionRefused):
            services.create_join_code(stale)
        assert (Invitation.objects.count(), JoinCode.objects.count()) == (0, 0)
