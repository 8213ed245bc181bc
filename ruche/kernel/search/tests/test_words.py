# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

import pytest

from ruche.kernel.search.excerpts import excerpt_of, plain
from ruche.kernel.search.lexemes import lexemes_of, query_of
from ruche.kernel.search.question import read_question
from ruche.kernel.search.words import split, words_of

ORGANISATION = UUID("0199aaaa-0000-7000-8000-0000deadbeef")
CHANNEL = UUID("0199aaaa-0000-7000-8000-00000000c0de")


def finds(question: str, text: str) -> bool:
    """Whether a text is found by a question, without a database: every part of the query has a lexeme."""
    lexemes = lexemes_of(ORGANISATION, text, container_id=CHANNEL, author_id=None).split(" ")
    parts = query_of(ORGANISATION, read_question(question).words).split(" & ")
    return all(any(_matches(one, lexemes) for one in part.strip("()").split(" | ")) for part in parts)


def _matches(term: str, lexemes: list[str]) -> bool:
    word, _, ending = term.rpartition("'")
    word = word.lstrip("'")
    return any(one == word or (ending == ":*" and one.startswith(word)) for one in lexemes)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("reunion", "La RÉUNION est à 9 h"),
        ("réunion", "reunion demain"),
        ("reun", "La réunion"),
        ("reunion demain", "Réunions : après-demain, non, demain"),
        ("l’atelier", "Un atelier de couture"),
        ("journaux anciens", "un journal ancien"),
        ("journal", "des journaux"),
        ("boxes", "one box"),
        ("parties", "the party"),
        ("œuf", "Un oeuf, des œufs"),
        ("le vélo", "vélo rouge"),
        ("9h30", "rendez-vous à 9h30"),
        ("2026", "le 3 mars 2026"),
        ("会議", "明日の会議は三時です"),
        ("議", "明日の会議は三時です"),
        ("です", "明日の会議は三時です"),
        ("ประชุม", "วันนี้ประชุม"),
        ("회의", "내일 회의가 있습니다"),
        ("اجتماع", "لدينا اجتماع غدا"),
        ("straße", "STRASSE"),
    ],
)
def test_is_found_whatever_case_accents_and_plural(question, text):
    assert finds(question, text)


@pytest.mark.parametrize(
    ("question", "text"), [("chats", "un château"), ("demain reun", "demain"), ("会社", "明日の会議"), ("union", "réunion")]
)
def test_is_not_found(question, text):
    assert not finds(question, text)


def test_lexemes_hold_no_character_of_a_query():
    for text in ("it's \\ 'quoted' & | ! :* ( )", "a\x00b\u2028c", "‘’“”«»'\"\\", "💥 ___ -- '"):
        assert not set("'\\ &|!:*()") & set("".join(words_of(text)))


def test_lines_are_not_glued_together():
    assert split("one\ntwo\tthree") == ["one", "two", "three"]


def test_a_text_of_a_hundred_thousand_words_is_bounded():
    assert len(words_of(" ".join(f"word{number}" for number in range(100_000)))) <= 2_003


@pytest.mark.parametrize(
    ("text", "words", "within", "author"),
    [
        ("in:general budget", ("budget",), "general", ""),
        ('dans:"café des bénévoles" from:@Nora clés', ("cles",), "café des bénévoles", "Nora"),
        ("de:nora", (), "", "nora"),
        ("  IN:#kitchen   Bread ", ("bread",), "kitchen", ""),
        ("from: bob bread", ("bread",), "", "bob"),
        ("the bread of the town", ("bread", "town"), "", ""),
        ("de la", ("la",), "", ""),
        ("bonjour à", ("bonjour",), "", ""),
        ("mainfrom:x", ("mainfrom",), "", ""),
    ],
)
def test_question_is_words_and_filters(text, words, within, author):
    question = read_question(text)
    assert (question.within, question.author) == (within, author)
    assert question.words == words


def test_question_is_bounded_and_never_fails():
    long = read_question("mot " * 250)
    assert len(long.text) <= 200
    assert len(read_question(" ".join(f"w{n}" for n in range(90))).words) <= 12
    for odd in ("", " ", "in:", 'from:"', "\0", "::", 'in:"" from:""', "'; drop table search_entry; --"):
        read_question(odd)
    assert read_question("").is_blank
    assert read_question("a").is_too_short
    assert read_question("in:general").is_too_short
    assert not read_question("会").is_too_short


def test_excerpt_is_around_the_first_word_and_marks_all():
    text = "Début. " + "blabla " * 60 + "La Réunion de jeudi, puis des réunions. " + "fin " * 60
    segments = excerpt_of(text, ("reunion",))
    assert [segment.text for segment in segments if segment.is_found] == ["Réunion", "réunions"]
    assert plain(segments).startswith("… ")
    assert plain(segments).endswith(" …")
    assert len(plain(segments)) <= 230


def test_excerpt_marks_inside_scripts_without_spaces():
    segments = excerpt_of("明日の会議は三時です", ("会議",))
    assert [segment.text for segment in segments if segment.is_found] == ["会議"]
    assert plain(segments) == "明日の会議は三時です"


def test_excerpt_without_a_word_is_the_beginning():
    assert plain(excerpt_of("One two", ())) == "One two"
