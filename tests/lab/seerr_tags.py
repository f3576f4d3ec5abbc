"""What Seerr does in Radarr and Sonarr where *Tag Requests* is on.

Belongs here: the tags of requesters, as recorded of Seerr 3.1 and read in its source.
"""

from tests.lab.seerr_shapes import tag_name
from tests.lab.world_arr import ArrState, ArrTitle
from tests.lab.world_seerr import SeerrUser


def tag_request(arr: ArrState, user: SeerrUser, title: ArrTitle) -> str:
    """Tag a title for its requester, and give the tag's label.

    Any tag that begins with the user's number is taken for the user's, whoever made it.
    """
    known = (label for label in arr.tags.values() if label.startswith(f"{user.id}-"))
    label = next(known, tag_name(user))
    title.tags.add(arr.tag(label))
    return label.lower()
