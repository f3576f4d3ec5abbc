"""Naming: how labels are worded, and which templates are refused."""

from itertools import combinations
from typing import Any
from unicodedata import category

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.model import Person, widened
from custom_components.plex_label_sync.core.naming import (
    MAX_LENGTH,
    PREFIX_FIELDS,
    TAG_FIELDS,
    USER_FIELDS,
    Naming,
    TemplateError,
    TemplateRule,
    check_template,
    clean,
    collisions,
    valid_prefix,
)
from tests.core.build import ANN, BOB
from tests.core.strategies import people, texts

_FIELDS = st.sampled_from(("{prefix}", "{user}", "{user_id}", "{source}", "{tag}", "{instance}"))
_TEXT = st.sampled_from((":", " ", "-", "{{", "}}")) | st.text(max_size=3)
_TRAPS = st.sampled_from(("{user!r}", "{tag:>300}", "{", "}", ",", "\n", "\ud800", "x" * 150))
templates = st.lists(_FIELDS | _FIELDS | _TEXT | _TRAPS, max_size=3).map("".join)
good_templates = st.sampled_from(
    ("{user}", "{user_id}", "{prefix}:{user}", " {user} {source} ", "{{{user}}}", "{source}{user}")
)
prefixes = (
    st.sampled_from(("pulsarr", "p", "a-b_c:d.e", "プレックス", "x" * 60))
    | st.text(st.characters(categories=["L", "N"]), min_size=1)
).filter(valid_prefix)
namings = st.builds(
    Naming,
    prefix=prefixes,
    user_label=good_templates,
    name_source=st.sampled_from(("username", "title")),
    aliases=st.dictionaries(texts, texts.map(clean).filter(bool), max_size=2),
)


def _is_good(label: str) -> bool:
    return 0 < len(label) <= MAX_LENGTH and not any(
        letter == "," or category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in label
    )


def test_a_user_label_is_prefix_and_username() -> None:
    """Unless the options say otherwise."""
    assert Naming().user(ANN, "watchlist") == "pulsarr:ann"


def test_a_tag_label_is_prefix_and_tag() -> None:
    """Unless the options say otherwise."""
    assert Naming().tag("4k", "Radarr") == "pulsarr:4k"


def test_a_user_template_may_hold_every_field() -> None:
    """Prefix, name, account id and the kind of source."""
    naming = Naming(prefix="p", user_label="{prefix} {user} {user_id} {source}")
    assert naming.user(ANN, "watchlist") == "p ann 1 watchlist"


def test_a_person_may_have_a_label_for_each_kind_of_source() -> None:
    """Where the template tells them apart."""
    apart = Naming(user_label="{source} of {user}")
    assert apart.all_of(Person("1", "ANN", "")) == {"watchlist of ann", "requests of ann"}
    assert Naming().all_of(ANN) == {"pulsarr:ann"}


def test_a_tag_template_may_hold_every_field() -> None:
    """Prefix, tag and the instance's name."""
    naming = Naming(prefix="p", tag_label="{prefix} {tag} {instance}")
    assert naming.tag("4k", "Radarr") == "p 4k Radarr"


def test_the_display_name_can_be_chosen() -> None:
    """By the option `name_source`."""
    assert Naming(name_source="title").name(ANN) == "Ann A."


def test_a_managed_user_goes_by_the_display_name() -> None:
    """There is no username."""
    assert Naming().name(Person("3", "", "Kid")) == "Kid"


def test_a_person_without_display_name_goes_by_the_username() -> None:
    """Also where display names were chosen."""
    assert Naming(name_source="title").name(Person("3", "carl", "")) == "carl"


def test_a_person_without_any_name_goes_by_the_id() -> None:
    """A name of commas is none."""
    assert Naming().name(Person("3", ",", " ")) == "3"


def test_another_name_goes_before_every_name() -> None:
    """It is that of the person, not of all who are called alike."""
    naming = Naming(aliases={"1": "Annie"}, name_source="title")
    assert naming.name(Person("1", "ann", "Ann A.")) == "Annie"
    assert naming.name(Person("2", "ann", "Ann A.")) == "Ann A."


def test_what_names_nothing_still_gives_a_label() -> None:
    """A label may not be empty."""
    assert Naming(tag_label="{tag}").tag(",", "Radarr") == "_"
    assert Naming(user_label="{user_id}").user(Person(",", "", ""), "watchlist") == "_"


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("Smith, Ann", "Smith Ann"),
        ("a\x00b\x1fc\x7fd\x85e\u2028f", "a b c d e f"),
        ("  a \t b  ", "a b"),
        ("a\ud800b", "a b"),
        ("Łukasz 👩‍👧 陳", "Łukasz 👩‍👧 陳"),
        ("x" * 61, "x" * 60),
        ("x" * 59 + " y", "x" * 59),
        (", ,", ""),
        ("\u200b\u2060", ""),
        ("\u3164 \uffa0", ""),
        ("\u202eann", "\u202eann"),
    ],
)
def test_values_are_made_fit_for_labels(value: str, cleaned: str) -> None:
    """Commas would part a label, control characters break it, and what is unseen is no name."""
    assert clean(value) == cleaned


@pytest.mark.parametrize("prefix", ["pulsarr", "a-b_c:d.e", "Ärger", "9", "x" * 60])
def test_a_prefix_has_letters_digits_and_four_signs(prefix: str) -> None:
    """Of every script."""
    assert valid_prefix(prefix)


@pytest.mark.parametrize("prefix", ["", " ", "a b", "a,b", "a\n", "{user}", "a/b", "x" * 61])
def test_any_other_prefix_is_refused(prefix: str) -> None:
    """Space, commas, braces, line ends, and what is too long."""
    assert not valid_prefix(prefix)


@pytest.mark.parametrize("template", ["{user}", "{user_id}", "{prefix}:{user}", "{{{user}}}"])
def test_a_user_template_that_names_the_user_is_accepted(template: str) -> None:
    """By name or by id."""
    check_template(template, "pulsarr", USER_FIELDS)


@pytest.mark.parametrize("template", ["{prefix}", "{source}", "wanted", "{prefix} {source}"])
def test_a_user_template_that_names_no_user_is_refused(template: str) -> None:
    """All people would share one label."""
    with pytest.raises(TemplateError):
        check_template(template, "pulsarr", USER_FIELDS)


@pytest.mark.parametrize(
    "template",
    [
        *("", "  ", "{", "}", "{user", "{}", "{0}", "{name}", "{tag}", "{user.id}", "{user[0]}"),
        *("{user!r}", "{user:>9}", "{user:{prefix}}", "a,{user}", "{user}\n", "{user}\ud800"),
        *("{user}{user_id}{source}{user}", "{user}" + "x" * 141),
    ],
)
def test_a_template_that_could_give_a_bad_label_is_refused(template: str) -> None:
    """Unknown fields, formats, commas, control characters, emptiness and length."""
    with pytest.raises(TemplateError):
        check_template(template, "pulsarr", USER_FIELDS)


def test_a_refusal_shows_what_the_template_would_yield() -> None:
    """The form shows it."""
    with pytest.raises(TemplateError, match="pulsarr watchlist") as refusal:
        check_template("{prefix} {source}", "pulsarr", USER_FIELDS)
    assert refusal.value.label == "pulsarr watchlist"


@pytest.mark.parametrize(
    ("template", "rule"),
    [
        ("{user} {tag}", TemplateRule.FIELDS),
        ("{user!}", TemplateRule.FIELDS),
        ("{user!r{x}}", TemplateRule.FIELDS),
        ("{user", TemplateRule.BRACES),
        ("user}", TemplateRule.BRACES),
        ("{user}}", TemplateRule.BRACES),
        ("{{user}", TemplateRule.BRACES),
        ("}{user}{", TemplateRule.BRACES),
        ("", TemplateRule.EMPTY),
        ("{user},", TemplateRule.CHARACTERS),
        ("{user}" + "x" * 200, TemplateRule.LENGTH),
        ("{source}", TemplateRule.PERSON),
    ],
)
def test_a_refusal_names_the_rule(template: str, rule: TemplateRule) -> None:
    """The form says what to do about it."""
    with pytest.raises(TemplateError) as refusal:
        check_template(template, "pulsarr", USER_FIELDS)
    assert refusal.value.rule is rule


def test_each_kind_of_template_has_its_own_fields() -> None:
    """The removed label, for one, knows the prefix alone."""
    check_template("{prefix}:{tag}", "pulsarr", TAG_FIELDS)
    check_template("{prefix}:removed", "pulsarr", PREFIX_FIELDS)
    with pytest.raises(TemplateError):
        check_template("{prefix}:{tag}", "pulsarr", PREFIX_FIELDS)


def test_people_with_labels_of_their_own_do_not_collide() -> None:
    """The usual case."""
    assert collisions(Naming(), [ANN, BOB]) == {}


def test_names_that_differ_by_case_alone_collide() -> None:
    """Plex tells no case apart."""
    shout = Person("3", "ANN", "")
    assert collisions(Naming(), [ANN, BOB, shout]) == {"pulsarr:ann": [ANN, shout]}


def test_one_person_in_two_sources_is_no_collision() -> None:
    """People are told apart by their id."""
    assert collisions(Naming(), [ANN, ANN]) == {}


@given(templates, prefixes, people, texts)
def test_an_accepted_user_template_gives_everybody_a_good_label(
    template: str, prefix: str, person: Person, source: str
) -> None:
    """Whatever people call themselves."""
    if _accepts(template, prefix, USER_FIELDS):
        assert _is_good(Naming(prefix=prefix, user_label=template).user(person, source))


@given(namings, people, texts)
def test_every_way_to_name_a_person_gives_a_good_label(
    naming: Naming, person: Person, source: str
) -> None:
    """With aliases and display names."""
    if _accepts(naming.user_label, naming.prefix, USER_FIELDS):
        assert _is_good(naming.user(person, source))


@given(templates, prefixes, texts, texts)
def test_an_accepted_tag_template_gives_every_tag_a_good_label(
    template: str, prefix: str, tag: str, instance: str
) -> None:
    """Whatever the tag and the instance are called."""
    if _accepts(template, prefix, TAG_FIELDS):
        assert _is_good(Naming(prefix=prefix, tag_label=template).tag(tag, instance))


@given(templates, prefixes)
def test_an_accepted_prefix_template_is_a_good_label(template: str, prefix: str) -> None:
    """Such as the label of what was removed."""
    if _accepts(template, prefix, PREFIX_FIELDS):
        assert _is_good(Naming(prefix=prefix).plain(template))


@given(texts)
def test_a_clean_value_stays_as_it_is(value: str) -> None:
    """Cleaning twice changes nothing."""
    assert clean(clean(value)) == clean(value)


@given(namings, st.lists(people, unique_by=lambda person: person.id))
def test_collisions_are_the_groups_with_one_label(naming: Naming, crowd: list[Person]) -> None:
    """Every group, whole, and no other."""
    labels = {person.id: widened(naming.user(person, "watchlist")) for person in crowd}
    found = collisions(naming, crowd)
    together = {
        (one.id, other.id) for group in found.values() for one, other in combinations(group, 2)
    }
    assert together == {
        (one.id, other.id)
        for one, other in combinations(crowd, 2)
        if labels[one.id] == labels[other.id]
    }
    assert all(
        labels[person.id] == widened(label) for label, group in found.items() for person in group
    )


def _accepts(template: str, prefix: str, fields: frozenset[str]) -> bool:
    try:
        check_template(template, prefix, fields)
    except TemplateError:
        return False
    return True


@pytest.mark.parametrize("name_source", ["username", "title"])
@pytest.mark.parametrize(
    ("username", "display_name"), [("", "anna@example.com"), ("anna@example.com", "")]
)
def test_the_label_of_an_account_without_a_username_has_no_host(
    username: str, display_name: str, name_source: Any
) -> None:
    """However the account is told."""
    naming = Naming(name_source=name_source)
    person = Person.told("1", username, display_name)
    assert naming.user(person, "watchlist") == "pulsarr:anna"
    assert naming.user(Person("1", username, display_name), "watchlist") == "pulsarr:anna"


def test_labels_that_plex_may_take_for_one_are_shared() -> None:
    """Nobody knows whether it does."""
    pair = [Person("1", "strauß", ""), Person("2", "Strauss", "")]
    assert collisions(Naming(), pair) == {"pulsarr:strauß": pair}
