"""How often rooms have their turn: at once after quiet, then no sooner than their own last turn allows."""

import asyncio
from collections.abc import Callable
from time import perf_counter

import pytest

from server import lull, pace
from server.lull import Lull
from server.pace import CEILING_S, FLUSH_CEILING_S, MOST_SHARED_S, RIDE_S, TURN_FLOOR_S, Pace, Turns


async def test_r203_presence_goes_out_at_once_after_quiet() -> None:
    taken: list[tuple[str, float]] = []
    turns: Turns[str] = Turns(lambda who: taken.append((who, perf_counter())), Lull())
    start_s = perf_counter()
    turns.want("small")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [who for who, _ in taken] == ["small"]
    assert taken[0][1] - start_s < TURN_FLOOR_S


async def test_r203_while_it_is_busy_a_room_has_few_turns_and_loses_none() -> None:
    taken: list[float] = []
    turns: Turns[str] = Turns(lambda _: taken.append(perf_counter()), Lull())
    end_s = perf_counter() + 20 * TURN_FLOOR_S
    while perf_counter() < end_s:
        turns.want("room")
        await asyncio.sleep(0)
    wanted_s = perf_counter()
    turns.want("room")
    await asyncio.sleep(4 * TURN_FLOOR_S)
    assert 2 <= len(taken) <= 31, "about one in each least time, with room for turns taken together"
    assert taken[-1] >= wanted_s, "what was wanted last is shown"


async def test_r203_a_slow_room_does_not_slow_down_another() -> None:
    taken: list[str] = []
    turns: Turns[str] = Turns(taken.append, Lull())
    turns.had("full", 10.0)  # as if it had taken ten seconds
    turns.want("full")
    turns.want("small")
    await asyncio.sleep(TURN_FLOOR_S)
    assert taken == ["small"]
    await asyncio.sleep(0.06)
    assert taken == ["small", "full"]


async def test_r203_the_more_rooms_are_busy_the_rarer_are_their_turns() -> None:
    taken: list[tuple[str, float]] = []
    turns: Turns[str] = Turns(lambda who: taken.append((who, perf_counter())), Lull())

    async def busy(rooms: list[str], for_s: float) -> float:
        """Turns of one room a second, when all of these want one all the time; not counting how it begins."""
        start_s = perf_counter()
        while (now_s := perf_counter()) < start_s + 3 * CEILING_S + for_s:
            for room in rooms:
                turns.want(room)
            await asyncio.sleep(0.0005)
        return sum(who == rooms[0] and at > now_s - for_s for who, at in taken) / for_s

    alone = await busy(["one"], 0.3)
    among_many = await busy([f"room {n}" for n in range(40)], 0.3)
    alone_again = await busy(["one"], 0.3)
    assert among_many <= 1.1 / MOST_SHARED_S
    assert among_many > 0.4 / MOST_SHARED_S, "each has its turns"
    assert min(alone, alone_again) > 1.3 * among_many


async def test_r203_a_turn_that_came_along_with_a_change_is_not_given_again() -> None:
    taken: list[str] = []
    turns: Turns[str] = Turns(taken.append, Lull())
    turns.want("room")
    turns.had("room", 0.0)
    await asyncio.sleep(2 * TURN_FLOOR_S)
    assert taken == []
    turns.want("room")
    turns.forget("room")
    await asyncio.sleep(2 * TURN_FLOOR_S)
    assert taken == []


async def test_r921_a_turn_waits_a_moment_for_what_it_can_leave_with_and_no_longer() -> None:
    taken: list[tuple[str, float]] = []
    on_its_way = {"full"}
    turns: Turns[str] = Turns(lambda who: taken.append((who, perf_counter())), Lull(), on_its_way.__contains__)
    turns.had("full", 0.0)
    turns.had("small", 0.0)
    had_s = perf_counter()
    turns.want("full")
    turns.want("small")
    while len(taken) < 2:
        await asyncio.sleep(0.001)
    assert [who for who, _ in taken] == ["small", "full"]
    assert taken[1][1] - had_s > TURN_FLOOR_S + RIDE_S / 2


async def test_r921_what_left_with_it_needs_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "RIDE_S", 60)
    taken: list[str] = []
    turns: Turns[str] = Turns(taken.append, Lull(), lambda _: True)
    turns.had("full", 0.0)
    turns.want("full")
    await asyncio.sleep(TURN_FLOOR_S)
    turns.had("full", 0.0)  # along with a change
    await asyncio.sleep(TURN_FLOOR_S + RIDE_S)
    assert taken == []


async def crowd(turns: Turns[str], for_s: float, each: Callable[[], None]) -> None:
    """Twenty-four rooms that want a turn all the time, and `each` every 10 ms."""
    end_s = perf_counter() + for_s
    while perf_counter() < end_s:
        each()
        for room in range(24):
            turns.want(f"room {room}")
        await asyncio.sleep(0.01)


async def test_r917_among_many_a_turn_waits_for_what_comes_regularly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "REGULAR_S", 0.5)
    taken: list[str] = []
    turns: Turns[str] = Turns(taken.append, Lull())
    await crowd(turns, 4 * CEILING_S, lambda: turns.rode("room 0", 0.0))
    taken.clear()
    await crowd(turns, 0.4, lambda: turns.rode("room 0", 0.0))
    assert "room 0" not in taken and "room 1" in taken
    await crowd(turns, 0.2, lambda: None)
    assert "room 0" not in taken, "what comes regularly may still come"
    await crowd(turns, 0.6, lambda: None)
    assert "room 0" in taken, "it does not come any more"


async def test_r917_a_room_by_itself_waits_for_nothing_that_may_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "REGULAR_S", 60)
    taken: list[str] = []
    turns: Turns[str] = Turns(taken.append, Lull())
    for _ in range(6):
        turns.rode("room", 0.0)
        await asyncio.sleep(0.01)
    turns.want("room")
    await asyncio.sleep(0.1)
    assert taken == ["room"]


async def test_r917_what_came_once_or_twice_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "REGULAR_S", 60)
    taken: list[str] = []
    turns: Turns[str] = Turns(taken.append, Lull())
    await crowd(turns, 4 * CEILING_S, lambda: None)
    for _ in range(3):  # twice running
        turns.rode("room 0", 0.0)
    taken.clear()
    await crowd(turns, 0.3, lambda: None)
    assert "room 0" in taken


async def test_r922_the_next_flush_is_never_far_away() -> None:
    flushed: list[float] = []
    flushes = Pace(lambda: flushed.append(perf_counter()), Lull())
    waited_s = []
    for times in range(1, 4):
        flushes.spent(1.0)  # as if it had taken a second
        start_s = perf_counter()
        flushes.arm()
        while len(flushed) < times:
            await asyncio.sleep(0.001)
        waited_s.append(flushed[-1] - start_s)
    assert FLUSH_CEILING_S / 2 < min(waited_s) < CEILING_S


async def test_r916_where_the_loop_stands_still_no_flush_waits_for_a_timer() -> None:
    flushed: list[float] = []
    still = Lull()
    flushes = Pace(lambda: flushed.append(perf_counter()), still)
    flushes.spent(0.002)  # the next may come 8 ms later
    still.length_s = 0.01
    flushes.arm()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(flushed) == 1


async def test_r916_a_turn_is_not_late_because_the_loop_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lull, "BUSY_HZ", 0)
    monkeypatch.setattr(lull, "LULL_S", 1.0)
    taken: list[float] = []
    still = Lull()
    still.length_s = lull.LULL_S
    turns: Turns[str] = Turns(lambda _: taken.append(perf_counter()), still)

    async def look() -> float:
        still.heard()
        start_s = perf_counter()
        for _ in range(4):
            await asyncio.sleep(0)
        return perf_counter() - start_s

    turns.want("room")
    await asyncio.sleep(0)
    turns.want("room")
    asked_s = perf_counter()
    await look()
    while len(taken) < 2:
        await asyncio.sleep(0)
    assert taken[1] - asked_s < 0.5
    await look()
    assert await look() > 0.8, "with nothing due it stands still as long as ever"
