"""A web page by its address: http and https alone, public addresses alone, within a size and a time."""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import httpcore

from index.reading.controls import without_controls
from index.reading.document import ReadFile, article_id, read_document
from index.reading.problems import Unreadable, UnreadableFileError
from index.settings import FetchSettings

if TYPE_CHECKING:
    from index.article import Article

_REDIRECTS = (301, 302, 303, 307, 308)
_HOPS = 5
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.I)
_SUFFIXES = {
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response's body, its content type in lower case, and the address it came from after redirects."""

    body: bytes
    kind: str
    url: str


def read_url(url: str, settings: FetchSettings) -> ReadFile:
    """The article at an address. Never raises."""
    shown = url if len(url) <= 200 else url[:200] + "…"
    try:
        return ReadFile(Path(shown), _read(fetch(url, settings), url))
    except Unreadable as reason:
        return ReadFile(Path(shown), None, f"{shown} {reason}")
    except UnreadableFileError as error:
        return ReadFile(Path(shown), None, f"{shown}: {error}", error.kind)


def _read(page: Fetched, asked: str) -> Article:
    from dataclasses import replace

    from index.reading.markup import read_html

    place = urlsplit(page.url)
    name = unquote(place.path.rstrip("/").rpartition("/")[2])
    stem = f"{place.hostname}-{name}" if name else place.hostname or "page"
    identity = article_id(re.sub(r"\.\w{1,5}$", "", stem) + ".x", asked)
    kind = page.kind.partition(";")[0].strip()
    suffix = _SUFFIXES.get(kind)
    if suffix is None:
        raise Unreadable(f"is of the kind {kind or 'unknown'}: only pages, text, PDF, EPUB and Word can be read")
    if suffix != ".html":
        return replace(
            read_document(f"{name.rpartition('.')[0] or name or 'page'}{suffix}", page.body, identity), url=page.url
        )
    charset = _CHARSET.search(page.kind)
    article = without_controls(read_html(page.body, identity, page.url, charset.group(1) if charset else ""))
    if not article.text.strip():
        raise Unreadable("holds no article text: its text may be made by a script, or it wants a login")
    return article if article.title else replace(article, title=stem)


def fetch(url: str, settings: FetchSettings) -> Fetched:
    """Get a page, following redirects one by one so that each is checked like the first.

    Raises:
        Unreadable: the address is refused, or does not answer as it should in time.
    """
    deadline = time.monotonic() + settings.timeout
    with httpcore.ConnectionPool(network_backend=_Checked(settings.allow_private)) as pool:
        try:
            for _ in range(_HOPS + 1):
                check_url(url)
                answer = _get(pool, url, settings, deadline)
                if isinstance(answer, Fetched):
                    return answer
                url = urljoin(url, answer)
        except httpcore.TimeoutException as error:
            raise Unreadable(f"did not answer within {settings.timeout:g} seconds") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise Unreadable(f"cannot be reached ({_line(error)})") from error
    raise Unreadable(f"is redirected more than {_HOPS} times")


def check_url(url: str) -> None:
    """Refuse what is no plain web address.

    Raises:
        Unreadable: another scheme, no host, a password, or characters no address holds.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise Unreadable("is not a web address") from error
    if parts.scheme not in ("http", "https"):
        raise Unreadable(f"has the scheme {parts.scheme or 'none'!r}: only http and https are read")
    if not parts.hostname or parts.username is not None or re.search(r"[\x00-\x20\x7f\\]", url):
        raise Unreadable("is not a web address: give one like https://example.org/page, without a password")


def _get(pool: httpcore.ConnectionPool, url: str, settings: FetchSettings, deadline: float) -> Fetched | str:
    """The body, or where a redirect points. The body is never held beyond the limit."""
    left = _left(deadline)
    limits = {"connect": left, "read": left, "write": left, "pool": left}
    headers = [("Accept", "text/html,*/*;q=0.5"), ("Accept-Encoding", "identity"), ("User-Agent", "yuanwen")]
    with pool.stream("GET", _ascii(url), headers=headers, extensions={"timeout": limits}) as response:
        said = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
        if response.status in _REDIRECTS and "location" in said:
            return said["location"]
        if response.status != 200:
            raise Unreadable(f"answered with status {response.status}")
        if said.get("content-encoding", "identity") != "identity":
            raise Unreadable(f"answered compressed ({said['content-encoding'][:20]}) though it was asked not to")
        body = bytearray()
        for part in response.iter_stream():
            _left(deadline)
            body += part
            if len(body) > settings.max_bytes:
                raise Unreadable(f"has more than {settings.max_bytes:,} bytes: save it as a file and add that")
        return Fetched(bytes(body), said.get("content-type", "").lower(), url)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left


def _ascii(url: str) -> str:
    """The address as it goes over the wire: host in IDNA, the rest percent-encoded."""
    import httpx

    return str(httpx.URL(url))


class _Checked(httpcore.SyncBackend):
    """Connects to the very address that was checked, so that a name cannot change between check and use."""

    def __init__(self, allow_private: bool) -> None:
        super().__init__()
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check every address the name has, and connect to the first."""
        addresses = _resolve(host.strip("[]"), port, timeout)
        if not self._allow_private and (inside := next(filter(is_private, addresses), None)):
            raise Unreadable(f"leads to {inside}, an address of this machine or a local network: it is not read")
        return super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)


def _resolve(host: str, port: int, timeout: float | None) -> list[str]:
    """The addresses of a name. The system's resolver knows no limit, so it is left behind when the time is over."""
    found: list[str] = []
    errors: list[OSError | UnicodeError] = []

    def resolve() -> None:
        try:
            found.extend(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    asked = Thread(target=resolve, daemon=True)
    asked.start()
    asked.join(timeout)
    if errors:
        raise OSError(f"{host}: {errors[0]}") from errors[0]
    if not found:
        raise httpcore.ConnectTimeout
    return found


def is_private(address: str) -> bool:
    """Whether an address is not one of the public internet, also where IPv6 wraps an IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if wrapped is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_private(str(wrapped))
    return not ip.is_global or ip.is_multicast


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
