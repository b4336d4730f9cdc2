"""Questions that come while others are being answered are answered together.

Five hundred people who come in one moment ask the database as many times who they are. Each question for itself is a
thread woken, and this loop woken again by it, which together take longer than the answer. Nobody is given an answer
that is older than their question: who asks while one is under way waits for the next.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q", bound=Hashable)
A = TypeVar("A")

MOST = 64
"""In one go: others read as well."""


class Together(Generic[Q, A]):
    """Asks for many at once; questions that are the same are asked once."""

    def __init__(self, answer: Callable[[Sequence[Q]], Awaitable[Sequence[A]]]) -> None:
        """`answer` gives an answer to each, in their order."""
        self._answer = answer
        self._waiting: dict[Q, asyncio.Future[A]] = {}
        self._going: asyncio.Task[None] | None = None

    async def ask(self, question: Q) -> A:
        """The answer to a question; raises what `answer` raises for it alone."""
        future = self._waiting.get(question)
        if future is None:
            future = self._waiting[question] = asyncio.get_running_loop().create_future()
        if self._going is None:
            self._going = asyncio.create_task(self._go_on())
        return await asyncio.shield(future)

    async def _go_on(self) -> None:
        try:
            while self._waiting:
                await self._tell({question: self._waiting.pop(question) for question in list(self._waiting)[:MOST]})
        finally:
            self._going = None

    async def _tell(self, asked: Mapping[Q, asyncio.Future[A]]) -> None:
        try:
            answers = await self._answer(list(asked))
        except Exception as error:  # noqa: BLE001  whoever asked hears of it
            if len(asked) > 1:  # one that can't be answered is nobody else's harm
                await asyncio.gather(*(self._tell({question: future}) for question, future in asked.items()))
                return
            for future in asked.values():
                future.set_exception(error)
                future.exception()  # those who asked may be gone
        else:
            for future, answer in zip(asked.values(), answers, strict=True):
                future.set_result(answer)
