"""One word for one thing: what texts do not say, and how long names of entities may be."""

from collections.abc import Iterator, Mapping
import re
from typing import Any

from tests.house import languages
from tests.house.blueprints import FOLDER as BLUEPRINTS
from tests.house.house import Fault, House
from tests.house.languages import texts_of
from tests.house.texts import FOLDER

LONGEST = 28
"""The letters that Home Assistant's page of a device has room for, in a window of 1280 pixels."""

_FORBIDDEN = {
    r"films?|Films?": "say movie",
    r"[Ss]eries": "say TV show",
    r"[Ff]riends?|[Uu]sers?": "say person, or people",
    r"[Uu]ser names?": "say username",
    r"[Ll]abell(?:ed|ing)": "write it with one l, as Home Assistant does",
    r"any more": "write anymore, or say no longer",
    r"by (?:itself|themselves)": "say automatically",
    r"[Kk]ind": "say media type",
    r"ids?|Ids?": "write ID",
    r"[Hh]ands off": "say ignore label",
    r"[Qq]ueued?": "say waiting titles",
    r"log says": "say: See the log for details",
    r"(?:[Aa]|[Ee]ach|[Oo]ther) runs?": "say sync",
}
"""What the glossary in CONTRIBUTING.md has another word for, with that word."""

_FORBIDDEN_ELSEWHERE = {
    "de": {r"Lauf(?:s|es)?|Läufen?": "say Synchronisierung"},
    "es": {r"[Ee]jecuci(?:ón|ones)": "say sincronización"},
    "fr": {r"[Ee]xécutions?": "say synchronisation"},
    "it": {r"(?<!in )[Ee]secuzion[ei]": "say sincronizzazione"},
    "nl": {r"[Rr]uns?|[Uu]itvoering(?:en)?": "say synchronisatie"},
    "pl": {r"[Pp]rzebieg\w*(?! próbn)": "say synchronizacja"},
    "pt-BR": {r"(?<!em )[Ee]xecuç(?:ão|ões)": "say sincronização"},
}
"""The same of the other languages; a server that runs, and a dry run, are something else."""

_ALLOWED = re.compile(
    r"On Series (?:Add|Delete)"  # Sonarr's own words
    r"|Friends' watchlists|Plex friends|visible to friends"  # Plex's own word
    r"|user tags|pulsarr-user-john"  # as Seerr and Pulsarr call them
    r"|`[^`]*`|\{+[^{}]*\}+|\btrigger\.\w+"
)
"""Where one of these words is right, and what is filled in or is typed as it stands."""


def check(house: House) -> Iterator[Fault]:
    """Give texts with a word that the glossary has another one for, and long names."""
    for language, forbidden in {"en": _FORBIDDEN, **_FORBIDDEN_ELSEWHERE}.items():
        file = f"{FOLDER}/{language}.json"
        for place, text in texts_of(house.json(file)):
            yield from (Fault(file, place, advice) for advice in _faults(text, forbidden))
    for file in house.files(f"{BLUEPRINTS}/*.yaml"):
        for place, text in _shown(house.yaml(file)["blueprint"], "blueprint"):
            yield from (Fault(file, place, advice) for advice in _faults(text, _FORBIDDEN))
    for language in ("en", *languages.SAME):
        file = f"{FOLDER}/{language}.json"
        for place, name in _names(house.json(file)):
            if len(name) > LONGEST:
                advice = f"has {len(name)} letters: {LONGEST} are shown of the name of an entity"
                yield Fault(file, place, advice)


def _faults(text: str, forbidden: Mapping[str, str]) -> Iterator[str]:
    plain = _ALLOWED.sub(" ", text)
    for word, advice in forbidden.items():
        if found := re.search(rf"\b(?:{word})\b", plain):
            yield f"says “{found[0]}”: {advice}"


def _shown(blueprint: Any, place: str) -> Iterator[tuple[str, str]]:
    """Give the texts of a blueprint's form with the places where they stand."""
    if not isinstance(blueprint, dict):
        return
    for key, value in blueprint.items():
        below = f"{place} > {key}"
        if key in {"name", "description"} and isinstance(value, str):
            yield below, value
        yield from _shown(value, below)


def _names(texts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for platform, entities in texts.get("entity", {}).items():
        for key, entity in entities.items():
            yield f"entity > {platform} > {key} > name", entity.get("name", "")
