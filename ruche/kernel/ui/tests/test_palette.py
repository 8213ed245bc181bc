# SPDX-License-Identifier: AGPL-3.0-or-later
def groups_of(client, words=""):
    return client.get("/o/atelier-a/palette/", {"q": words}).json()["groups"]


def labels(groups):
    return [entry["label"] for group in groups for entry in group["entries"]]


def test_places_are_found_by_a_part_of_their_name_whatever_its_case_and_accents(client_of, alice, atelier_a):
    assert "Home" in labels(groups_of(client_of(alice)))
    assert "Home" in labels(groups_of(client_of(alice), "HÔM"))
    assert "Home" not in labels(groups_of(client_of(alice), "zzz"))


def test_lines_stand_under_titles_and_lead_somewhere(client_of, alice, atelier_a):
    places = groups_of(client_of(alice), "home")[0]
    assert places["label"] == "Places"
    assert places["entries"][0]["url"] == "/o/atelier-a/"


def test_words_of_any_length_and_kind_have_an_answer(client_of, alice, atelier_a):
    for words in ("x" * 10_000, "\x00", "<script>", "\u202e", "%"):
        assert client_of(alice).get("/o/atelier-a/palette/", {"q": words}).status_code in (200, 400)


def test_stranger_gets_404(client_of, charlie, atelier_a):
    assert client_of(charlie).get("/o/atelier-a/palette/").status_code == 404


def test_pages_of_settings_are_found_by_those_who_may_open_them(client_of, alice, bob, atelier_a):
    assert "Modules" in labels(groups_of(client_of(alice), "modules"))
    assert "Modules" not in labels(groups_of(client_of(bob), "modules"))
