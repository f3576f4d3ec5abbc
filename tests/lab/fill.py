"""Fills worlds: a small one that shows every awkward case, and big ones to measure on.

Belongs here: which titles, people, items, tags and wishes a world has. All names are invented.
"""

from random import Random

from tests.lab.world import Person, World
from tests.lab.world_arr import ArrState
from tests.lab.world_seerr import SeerrState
from tests.lab.world_titles import MediaType, Title

SONARR_VERSION = "4.0.15.2941"
ADJECTIVES = (
    "Amber Ashen Bitter Borrowed Brass Broken Clockwork Copper Crooked Distant Drowned Empty "
    "Fading Feathered Forgotten Frozen Gentle Gilded Glass Hidden Hollow Hungry Idle Ivory Last "
    "Late Lonely Marble Midnight Muted Nameless Narrow Paper Patient Quiet Restless Rusted Salted "
    "Scarlet Second Secret Seventh Silver Sleeping Stolen Tangled Tin Velvet Wandering Winter"
)
NOUNS = (
    "Archive Aviary Beacon Bridge Caravan Cathedral Causeway Cellar Chimney Compass Engine Estuary "
    "Ferry Foundry Garden Granary Harbour Hinge Island Kettle Lantern Ledger Library Lighthouse "
    "Locksmith Meadow Meridian Mill Mirror Needle Observatory Orchard Orchestra Parade Pavilion "
    "Pendulum Platform Quarry Radio Railway Reservoir Ribbon Signal Staircase Station Telegram "
    "Theatre Threshold Tower Viaduct Vineyard Violin Weathervane Windmill Workshop"
)
PATTERNS = (
    "The {0} {1}",
    "{0} {1}",
    "{0} {1} Blues",
    "Return to the {0} {1}",
    "The {1} at the {0} Hour",
    "My {0} {1}",
)
ANIMALS = "badger crane dormouse eel finch hare heron lynx marten newt otter owl pike vole"
TAGS = (
    "archive bedtime classics cosy documentary double-bill family festival foreign guests holiday "
    "keep kids late-night loan lossless monday music-night nordic pilot quiet rainy-day rewatch "
    "road-trip school-night shorts slow spooky spring stand-up subtitled summer sunday teens "
    "thriller uhd vintage weekend winter wishlist"
)
FOREIGN_LABELS = ("Favourites", "Kids", "Seen together", "Christmas", "Pulsarr:grandma")
FOREIGN_SHARE = 0.03


def small_world() -> World:
    """A handful of titles, six libraries, six people, two Radarrs and a Sonarr."""
    world = World()
    _small_films(world)
    _small_shows(world)
    world.plex.add_section("Music", "artist")
    titles = {title.name: title for title in world.titles.values()}
    _small_people(world, titles)
    _small_instances(world, titles)
    return world


def add_requests(world: World) -> SeerrState:
    """Give the small world a Seerr: John asked for two films, a guest for a series."""
    seerr = world.add_seerr()
    titles = {title.name: title for title in world.titles.values()}
    john = seerr.add_user("john", world.people[1])
    guest = seerr.add_user("guest")
    seerr.add_request(titles["The Glass Harbour"], john)
    seerr.add_request(titles["Brass Meridian"], guest, status=1)
    seerr.add_request(titles["Quiet Engine"], john, status=5, media_status=5)
    return seerr


def _small_films(world: World) -> None:
    """Editions, 4K copies, labels made by hand, ids that mean nothing, an old agent."""
    plex = world.plex
    movies = plex.add_section("Movies", "movie")
    uhd = plex.add_section("4K Movies", "movie")
    old = plex.add_section("Old Movies", "movie", legacy=True)

    harbour = world.add_title(
        "movie", "The Glass Harbour", year=2011, imdb="tt9000001", tmdb=900_001, tvdb=970_001
    )
    plex.add_item(harbour, movies)
    plex.add_item(harbour, movies, edition="Director's Cut")
    plex.add_item(harbour, uhd)
    engine = world.add_title("movie", "Quiet Engine", year=2016, imdb="tt9000002", tmdb=900_002)
    plex.add_item(engine, movies)
    plex.add_item(engine, uhd, labels=("HDR",))
    lanterns = world.add_title(
        "movie", "Salt and Lanterns", year=1974, imdb="tt9000003", tmdb=900_003
    )
    plex.add_item(lanterns, movies, labels=("Family night", "kids"))
    orchard = world.add_title(
        "movie", "The Paper Orchard", year=2019, imdb="tt9000004", tmdb=920_777
    )
    plex.add_item(orchard, movies, labels=("Pulsarr:grandma",))
    for name in ("A Sky of Copper", "Unlisted Reel"):
        unknown = world.add_title("movie", name, year=1999, imdb="tt0000000", tmdb=0)
        plex.add_item(unknown, movies)
    video = world.add_title("movie", "Summer at the Lake", year=1987)
    plex.add_item(video, movies, guid="local://4711")
    ledger = world.add_title(
        "movie", "The Winter Ledger", year=1961, imdb="tt9000006", tmdb=900_006
    )
    plex.add_item(ledger, old, guid="com.plexapp.agents.imdb://tt9000006?lang=en")
    world.add_title("movie", "The Last Ferry but One", year=2025, imdb="tt9000007", tmdb=900_007)


def _small_shows(world: World) -> None:
    """One with a film's tmdb number, one of an old agent, one not in Plex."""
    plex = world.plex
    shows = plex.add_section("TV Shows", "show")
    old = plex.add_section("Old TV Shows", "show", legacy=True)

    radio = world.add_title(
        "show", "Low Tide Radio", year=2020, imdb="tt9000011", tmdb=920_777, tvdb=980_001
    )
    plex.add_item(radio, shows)
    meridian = world.add_title("show", "Brass Meridian", year=2008, tvdb=980_002)
    plex.add_item(meridian, shows, labels=("kids",))
    causeway = world.add_title(
        "show", "The Long Causeway", year=1998, imdb="tt9000013", tmdb=900_013, tvdb=980_003
    )
    plex.add_item(causeway, old, guid="com.plexapp.agents.thetvdb://980003?lang=en")
    world.add_title(
        "show", "Eleven Chimneys", year=2025, imdb="tt9000014", tmdb=900_014, tvdb=980_004
    )


def _small_people(world: World, titles: dict[str, Title]) -> None:
    """Overlapping wishes, a private friend, a managed child, a guest who is no friend."""
    john = world.add_person("john", title="John from upstairs")
    maria = world.add_person("maria")
    ines = world.add_person("ines")
    child = world.add_person("child", title="Little One", friend=False)
    world.add_person("guest", friend=False)
    ines.private = True
    child.home = child.restricted = True
    wishes = (
        (world.owner, "The Glass Harbour", "Low Tide Radio", "The Last Ferry but One"),
        (john, "The Glass Harbour", "The Paper Orchard", "The Winter Ledger", "Eleven Chimneys"),
        (maria, "The Glass Harbour", "Quiet Engine", "The Long Causeway", "Low Tide Radio"),
        (ines, "Salt and Lanterns"),
        (child, "Brass Meridian"),
    )
    for person, *names in wishes:
        person.watchlist = [titles[name] for name in names]


def _small_instances(world: World, titles: dict[str, Title]) -> None:
    """Tags on titles in Plex and on others, one that names a requester, one without titles."""
    radarr = world.add_arr("radarr")
    radarr.add_title(titles["The Glass Harbour"], "classics", "3-john")
    radarr.add_title(titles["Salt and Lanterns"], "holiday", "classics")
    radarr.add_title(titles["The Paper Orchard"])
    radarr.add_title(titles["The Winter Ledger"], "classics")
    radarr.add_title(titles["A Sky of Copper"], "holiday")
    radarr.add_title(titles["The Last Ferry but One"], "holiday", has_file=False)
    radarr.tag("unused")
    uhd = world.add_arr("radarr", "Radarr 4K")
    uhd.add_title(titles["The Glass Harbour"], "uhd", "classics")
    uhd.add_title(titles["Quiet Engine"], "uhd")
    sonarr = world.add_arr("sonarr")
    sonarr.version = SONARR_VERSION
    sonarr.add_title(titles["Low Tide Radio"], "slow", "kids")
    sonarr.add_title(titles["Brass Meridian"], "kids")
    sonarr.add_title(titles["The Long Causeway"], "slow")
    sonarr.add_title(titles["Eleven Chimneys"], "slow", has_file=False)


def big_world(
    movies: int,
    shows: int,
    users: int,
    *,
    wanted: int | None = None,
    wanted_titles: int | None = None,
    tags: int = 40,
    tagged_titles: int | None = None,
    movie_libraries: int = 1,
    show_libraries: int = 1,
    seed: int = 1,
) -> World:
    """A world of movie and show libraries, a Radarr and a Sonarr, the same for a seed.

    The titles are dealt out to the libraries of their kind, each to a single one.
    `users` counts the owner. `wanted` wishes lie on exactly `wanted_titles` titles, all in Plex.
    Half of the tags are in Radarr, half in Sonarr, and so are the tagged titles as far as there
    are series enough. ValueError: more is asked for than there is room for.
    """
    random = Random(seed)
    world = World()
    films = _fill_libraries(random, world, "movie", movies, movie_libraries)
    series = _fill_libraries(random, world, "show", shows, show_libraries)
    animals = ANIMALS.split()
    for number in range(1, users):
        world.add_person(f"{random.choice(animals)}{number}")

    items = movies + shows
    wanted = items * 5 // 12 if wanted is None else wanted
    wanted_titles = wanted * 4 // 5 if wanted_titles is None else wanted_titles
    _wish(random, world.people, random.sample(films + series, wanted_titles), wanted)

    tagged = (items // 4 if tags else 0) if tagged_titles is None else tagged_titles
    words = TAGS.split()
    labels = [f"{words[number % len(words)]}{number // len(words) or ''}" for number in range(tags)]
    in_radarr, in_sonarr = labels[: (tags + 1) // 2], labels[(tags + 1) // 2 :]
    tagged_shows = min(tagged // 2, shows) if in_sonarr else 0
    _tag(random, world.add_arr("radarr"), films, in_radarr, tagged - tagged_shows)
    sonarr = world.add_arr("sonarr")
    sonarr.version = SONARR_VERSION
    _tag(random, sonarr, series, in_sonarr, tagged_shows)
    return world


def _fill_libraries(
    random: Random, world: World, media_type: MediaType, count: int, libraries: int
) -> list[Title]:
    """Libraries of invented titles; films and series share their tmdb numbers, as in TMDB."""
    film = media_type == "movie"
    name = "Movies" if film else "TV Shows"
    sections = [
        world.plex.add_section(f"{name} {number}" if number > 1 else name, media_type)
        for number in range(1, libraries + 1)
    ]
    words = (PATTERNS, ADJECTIVES.split(), NOUNS.split())
    names: set[tuple[str, int]] = set()
    titles: list[Title] = []
    while len(titles) < count:
        pattern, adjective, noun = map(random.choice, words)
        name, year = pattern.format(adjective, noun), random.randint(1955, 2025)
        if (name, year) in names:
            continue
        names.add((name, year))
        number = len(titles) + 1
        title = world.add_title(
            media_type,
            name,
            year=year,
            imdb=f"tt{number + (5_000_000 if film else 6_000_000)}",
            tmdb=10_000 + number,
            tvdb=None if film else 300_000 + number,
        )
        foreign = random.random() < FOREIGN_SHARE
        labels = (random.choice(FOREIGN_LABELS),) if foreign else ()
        world.plex.add_item(title, sections[len(titles) % libraries], labels=labels)
        titles.append(title)
    return titles


def _wish(random: Random, people: list[Person], titles: list[Title], wanted: int) -> None:
    """Give each title one wisher, then more wishers to some until all wishes are made."""
    firsts = [random.randrange(len(people)) for _ in titles]
    wishes = list(zip(firsts, titles, strict=True))
    others = len(people) - 1
    for pick in random.sample(range(others * len(titles)), wanted - len(titles)):
        number, step = divmod(pick, others)
        wishes.append(((firsts[number] + 1 + step) % len(people), titles[number]))
    random.shuffle(wishes)
    for wisher, title in wishes:
        people[wisher].watchlist.append(title)


def _tag(random: Random, arr: ArrState, titles: list[Title], labels: list[str], count: int) -> None:
    """Add all titles, so many of them tagged, and some of these twice; no tag is left out."""
    tagged: dict[int, set[str]] = {}
    for place, number in enumerate(random.sample(range(len(titles)), count)):
        tagged[number] = {labels[place % len(labels)]}
        if random.random() < 0.1:
            tagged[number].add(random.choice(labels))
    for number, title in enumerate(titles):
        arr.add_title(title, *sorted(tagged.get(number, ())))
