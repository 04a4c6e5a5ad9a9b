"""What an exported page would ask of other servers: links instead, and a policy that forbids the rest."""

import re

from bs4 import BeautifulSoup

# Nothing but what is in the file or lies beside it; browsers keep to it, whatever an output contains.
POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'self' file: data: blob: 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
)
ELSEWHERE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
LOADING = ("src", "data", "poster", "srcset")


def without_strangers(page: str) -> tuple[str, list[str]]:
    """Return a page that loads nothing from another server, and the addresses that it would have asked.

    A picture becomes a link with its description; scripts, styles and frames go.
    """
    soup = BeautifulSoup(page, features="html.parser")
    found = []
    for tag in soup.find_all(True):
        names = [*LOADING, *(["href"] if tag.name in ("link", "image", "use") else [])]
        address = next((str(tag[n]).strip() for n in names if ELSEWHERE.match(str(tag.get(n, "")))), None)
        if address is None:
            continue
        found.append(address)
        if tag.name == "img":
            link = soup.new_tag("a", href=address)
            link.string = str(tag.get("alt") or address)
            tag.replace_with(link)
        else:
            tag.decompose()
    return str(soup), found
