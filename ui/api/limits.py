"""How much at once and how often: a queue with an end, and a bucket of requests for each client."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from math import ceil
from time import monotonic

from assistant.settings import ServerSettings
from ui.api.errors import ApiError
from ui.api.observed import Measures

_MOST_CLIENTS = 10_000
_LONGEST_WAIT = 30.0


class TooManyError(ApiError):
    """No more can be taken on: 429 when the client has had its share, 503 when the server is full.

    Attributes:
        retry_after: whole seconds after which another try makes sense.
    """

    def __init__(self, status: int, message: str, retry_after: int) -> None:
        kind = "rate_limit_exceeded" if status == 429 else "overloaded"
        super().__init__(status, message, code=kind, headers={"Retry-After": str(retry_after)})
        self.retry_after = retry_after


class Limits:
    """What every way in has to pass: a client's share, and the queue."""

    def __init__(self, settings: ServerSettings, measures: Measures) -> None:
        self.shares = Shares(settings.requests_a_minute, settings.each)
        self.queue = Queue(settings.answers, settings.queue, measures)

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Hold one of the client's places and, once its turn has come, one of the server's.

        Raises:
            TooManyError: the client has as many as it may, the queue is full, or no place came free in time.
        """
        with self.shares.hold(client):
            async with self.queue.turn():
                yield


class Queue:
    """So many requests worked on at once, so many waiting for them, and a plain no to the rest."""

    def __init__(self, at_once: int, waiting: int, measures: Measures, longest: float = _LONGEST_WAIT) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._limit = waiting
        self._longest = longest
        self._waiting = 0
        self._measures = measures

    def check(self) -> None:
        """Do nothing while there is room.

        Raises:
            TooManyError: as many wait as may.
        """
        if self._places.locked() and self._waiting >= self._limit:
            raise TooManyError(503, f"{self._waiting} requests are waiting already: try again soon", 2)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a place and hold it.

        Raises:
            TooManyError: the queue is full, or no place came free in time.
        """
        await self._enter()
        self._measures.running.inc()
        try:
            yield
        finally:
            self._measures.running.dec()
            self._places.release()

    async def _enter(self) -> None:
        self.check()
        self._waiting += 1
        self._measures.waiting.set(self._waiting)
        try:
            async with asyncio.timeout(self._longest):
                await self._places.acquire()
        except TimeoutError:
            raise TooManyError(503, f"no turn came within {self._longest:.0f} seconds: try again", 10) from None
        finally:
            self._waiting -= 1
            self._measures.waiting.set(self._waiting)


class Shares:
    """What each client may have: requests a minute, as a token bucket, and requests under way."""

    def __init__(self, rate: int, each: int, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._each = each
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._under_way: Counter[str] = Counter()

    def spend(self, client: str) -> None:
        """Count one request.

        Raises:
            TooManyError: the client's bucket is empty.
        """
        now = self._clock()
        left, since = self._buckets.pop(client, (float(self._rate), now))
        left = min(float(self._rate), left + (now - since) * self._rate / 60)
        spent = left >= 1
        self._buckets[client] = (left - 1 if spent else left, now)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        if not spent:
            wait = ceil((1 - left) * 60 / self._rate)
            raise TooManyError(429, f"more than {self._rate} requests a minute: wait {wait} s", wait)

    @contextmanager
    def hold(self, client: str) -> Iterator[None]:
        """Count a request as under way.

        Raises:
            TooManyError: the client has as many as it may.
        """
        if self._under_way[client] >= self._each:
            raise TooManyError(429, f"{self._each} requests are under way: wait for one to end", 1)
        self._under_way[client] += 1
        try:
            yield
        finally:
            self._under_way[client] -= 1
            if not self._under_way[client]:
                del self._under_way[client]
