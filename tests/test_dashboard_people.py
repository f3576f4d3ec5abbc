"""The dashboard's card with people: who wants how many titles, and who hides the watchlist."""

from tests.strategy import Json, play, texts

_CARD = """
hass.formatEntityState = ({ state }) => `${state} titles`;
const card = new elements["plex-label-sync-people"]();
card.setConfig({ people: more.people, more: "And more", unreadable: "Unreadable" });
const shown = [];
const read = () => {
  const [, list, button, unreadable] = card.shadowRoot.children;
  const rows = list.children.map(({ children: [{ children: [link] }] }) => link);
  return {
    rows: rows.map(({ href, children: [, { children: [name, state] }] }) =>
      [name.textContent, state.textContent, href ?? null]),
    more: button.hidden ? null : button.textContent,
    unreadable: unreadable.hidden ? null : unreadable.children[0].textContent,
    press: () => button.onclick(),
    open: () => rows[0].onclick(),
  };
};
for (const states of [hass.states, ...more.next]) {
  card.hass = { ...hass, states };
  shown.push(read());
}
if (more.press) {
  read()[more.press]();
  shown.push(read());
}
const { told, about } = card;
const size = card.getCardSize();
card.setConfig({ people: more.people.slice(0, 1), more: "", unreadable: "" });
console.log(JSON.stringify({ shown, told, about, size, anew: read().rows }));
"""


def wanted(*counts: int, **watchlists: str) -> Json:
    """Give the states of people who want so many titles, and of watchlists."""
    states = {f"sensor.person{number}_wanted": str(count) for number, count in enumerate(counts)}
    states |= {f"binary_sensor.{name}_watchlist": state for name, state in watchlists.items()}
    return {entity: {"state": state} for entity, state in states.items()}


def read(states: Json, *later: Json, people: int = 1, admin: bool = True, press: str = "") -> Json:
    """Give what the card shows of so many people, at first and after each change of the house."""
    shown = [
        {
            "name": f"Person {number}",
            "entity": f"sensor.person{number}_wanted",
            "watchlist": f"binary_sensor.person{number}_watchlist",
            **({"path": f"/people/{number}"} if admin else {}),
        }
        for number in range(people)
    ]
    return play(
        _CARD, {"states": states}, texts(), {"people": shown, "next": later, "press": press}
    )


def test_each_person_leads_to_the_persons_page() -> None:
    made = read(wanted(7, 3), people=2)

    (shown,) = made["shown"]
    assert shown["rows"] == [
        ["Person 0", "7 titles", "/people/0"],
        ["Person 1", "3 titles", "/people/1"],
    ]
    assert (shown["more"], shown["unreadable"]) == (None, None)
    assert made["size"] == 2


def test_whoever_may_not_open_that_page_sees_more_about_the_count() -> None:
    made = read(wanted(7), admin=False, press="open")

    assert made["shown"][0]["rows"] == [["Person 0", "7 titles", None]]
    assert made["told"] == ["hass-more-info"]
    assert made["about"] == {"entityId": "sensor.person0_wanted"}


def test_what_changes_is_followed() -> None:
    """An entity that goes leaves nothing said of it."""
    made = read(wanted(7), wanted(8), {})

    assert [shown["rows"][0][1] for shown in made["shown"]] == ["7 titles", "8 titles", ""]


def test_a_card_that_is_given_other_people_shows_them_at_once() -> None:
    """As when somebody is renamed or comes."""
    assert read(wanted(7, 3), people=2)["anew"] == [["Person 0", "7 titles", "/people/0"]]


def test_of_many_people_twelve_are_shown_and_all_of_them_on_demand() -> None:
    made = read(wanted(*range(15)), people=15, press="press")

    first, then = made["shown"]
    assert (len(first["rows"]), first["more"]) == (12, "And more")
    assert (len(then["rows"]), then["more"]) == (15, None)
    assert then["rows"][14][:2] == ["Person 14", "14 titles"]


def test_watchlists_that_cannot_be_read_are_told_of_all_people() -> None:
    """Also of those who are not shown."""
    made = read(
        wanted(7, person13="on", person2="off"),
        wanted(7, person13="on", person2="on"),
        wanted(7),
        people=15,
    )

    assert [shown["unreadable"] for shown in made["shown"]] == [
        "Unreadable: Person 13",
        "Unreadable: Person 2, Person 13",
        None,
    ]
