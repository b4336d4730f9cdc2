"""What every store must do, whatever database it stands on. A test module gives the fixture `url`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from boards.errors import NoBoard
from boards.room import Row
from boards.schema import Binding, Stamp
from boards.search import Wording, terms
from laid import lay_database
from server.invitation import invite
from server.raster import Raster
from server.record import Change, Invitation, Participant
from server.refusal import Clash, Gone, Outrun, Refusal, Taken
from server.secret import new_id
from server.sqlite import SQLite
from server.store import Store

MakeStore = Callable[[], Awaitable[Store]]
"""Opens another store on the same database: a second process, as far as the store can tell."""


@pytest.fixture
async def make_store(url: str) -> AsyncIterator[MakeStore]:
    stores: list[Store] = []

    async def make() -> Store:
        if url.startswith("sqlite:///"):
            lay_database(Path(url.removeprefix("sqlite:///")))
        stores.append(Store(url))
        await stores[-1].open()
        return stores[-1]

    yield make
    for one in stores:
        await one.close()


@pytest.fixture
async def store(make_store: MakeStore) -> Store:
    return await make_store()


async def keep(store: Store, *changes: Change) -> None:
    """Have changes kept, and wait for it. Raises what the store says went wrong."""
    said: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()
    store.keep(changes, said.set_result)
    error = await asyncio.wait_for(said, 20)
    if error is not None:
        raise error


def change(board: str, *updates: bytes, by: str | None = None, at_ms: int = 1) -> Change:
    """A change of one row an update."""
    return Change(board, [Row(by, update) for update in updates], at_ms)


async def findings(store: Store) -> list[str]:
    """What a check finds, but for boards whose rows are no Yjs updates: few of these tests need any."""
    return [finding for finding in await store.check() if "can't be loaded" not in finding]


async def new_board(store: Store, *invited: Invitation, title: str = "Birth to five") -> str:
    """An empty board."""
    id_ = new_id()
    await store.create_board(id_, title, b"", 1, invited)
    return id_


def engine_of(store: Store) -> Engine:
    """The engine under a store on SQLite."""
    assert isinstance(store._database, SQLite)
    return store._database.engine


def person(board: str, **given: str | None) -> Participant:
    """Dee, on this board."""
    who = {"session": None, "user": None, "invitation": None} | given
    return Participant(
        new_id(), board, who["session"], who["user"], who["invitation"], "Dee", "citizen", "contributor", 5
    )


class StoreAcceptance:
    """Run against every store."""

    # The log

    async def test_r82_rows_come_back_in_the_order_they_were_handed_in(self, store: Store) -> None:
        board = await new_board(store)
        many = [change(board, f"{number}".encode(), f"{number}b".encode()) for number in range(50)]
        await asyncio.gather(*(keep(store, one) for one in many))
        loaded = await store.load(board)
        assert loaded.updates == [update for number in range(50) for update in (b"%d" % number, b"%db" % number)]
        assert loaded.seq == 100

    async def test_r82_two_processes_number_the_rows_of_a_board_without_a_gap(
        self, store: Store, make_store: MakeStore
    ) -> None:
        other = await make_store()
        board = await new_board(store)
        await asyncio.gather(
            *(keep(one, change(board, f"{name}{number}".encode()))
              for number in range(30) for one, name in ((store, "a"), (other, "b")))
        )  # fmt: skip
        loaded = await store.load(board)
        assert loaded.seq == len(loaded.updates) == 60
        for name in (b"a", b"b"):
            assert [u for u in loaded.updates if u.startswith(name)] == [b"%s%d" % (name, n) for n in range(30)]
        assert await findings(store) == []

    async def test_r82_changes_of_one_board_in_one_call_follow_each_other(self, store: Store) -> None:
        board, other = await new_board(store), await new_board(store)
        await keep(store, change(board, b"1"), change(other, b"x"), change(board, b"2", b"3"))
        assert (await store.load(board)).updates == [b"1", b"2", b"3"]
        assert (await store.load(board)).seq == 3
        assert (await store.load(other)).updates == [b"x"]

    async def test_r83_a_change_of_a_deleted_board_is_named_and_its_neighbours_are_kept(self, store: Store) -> None:
        board, gone = await new_board(store), await new_board(store)
        await store.delete_board(gone, 2)
        with pytest.raises(Gone) as refused:
            await keep(store, change(gone, b"late"), change(board, b"kept"))
        assert refused.value.boards == {gone}
        assert (await store.load(board)).updates == [b"kept"]
        assert await findings(store) == []

    async def test_r88_client_ids_and_stamps_come_back_with_the_board(self, store: Store) -> None:
        board, card = await new_board(store), new_id()
        stamp = Stamp("dee", "citizen", 7, "S1")
        ids = {2**53 - 1: Binding("dee", None), 7: Binding(None, "inv")}
        await keep(store, Change(board, [Row("dee", b"1")], 7, ids, {card: stamp}))
        loaded = await store.load(board)
        assert loaded.bindings == ids
        assert loaded.stamps == {card: stamp}

    async def test_r565_a_client_id_belongs_to_whom_it_was_bound_first(
        self, store: Store, make_store: MakeStore
    ) -> None:
        other = await make_store()
        board, fine = await new_board(store), await new_board(store)
        await keep(store, Change(board, [], 1, {7: Binding("dee", "inv"), 8: Binding("dee", "inv")}))
        await keep(other, Change(board, [Row("dee", b"1")], 2, {7: Binding("dee", None)}))
        with pytest.raises(Outrun) as refused:
            await keep(other, Change(board, [Row("sam", b"2")], 3, {8: Binding("sam", "inv")}), change(fine, b"3"))
        assert refused.value.clashes == {board: Clash(clients=frozenset({8}))}
        assert (await store.load(board)).bindings[8] == Binding("dee", "inv")
        assert (await store.load(board)).updates == [b"1"]
        assert (await store.load(fine)).updates == [b"3"]
        assert await findings(store) == []

    async def test_r566_no_two_cards_of_a_board_are_kept_with_one_label(
        self, store: Store, make_store: MakeStore
    ) -> None:
        other = await make_store()
        board, first, second = await new_board(store), new_id(), new_id()
        stamps = {first: Stamp("dee", None, 1, "S12"), new_id(): Stamp("dee", None, 1, "P3")}
        await keep(store, Change(board, [Row("dee", b"1")], 1, stamps=stamps))
        with pytest.raises(Outrun) as refused:
            await keep(other, Change(board, [Row("sam", b"2")], 2, stamps={second: Stamp("sam", None, 2, "S12")}))
        assert refused.value.clashes == {board: Clash(frozenset({"S12"}), {"S": 12, "P": 3})}
        await keep(other, Change(board, [Row("sam", b"2")], 2, stamps={second: Stamp("sam", None, 2, "S13")}))
        await keep(other, Change(board, [Row("sam", b"3")], 2, stamps={first: Stamp("dee", None, 2, "S12")}))
        assert (await store.load(board)).updates == [b"1", b"2", b"3"]

    async def test_r88_a_board_that_is_not_there_is_not_loaded(self, store: Store) -> None:
        with pytest.raises(NoBoard):
            await store.load(new_id())

    # Other processes

    async def test_r91_what_another_process_writes_is_heard_of_once_and_our_own_never(
        self, store: Store, make_store: MakeStore
    ) -> None:
        other = await make_store()
        board, card = await new_board(store), new_id()
        await store.load(board)
        stamp, binding = Stamp(None, None, 3, "N1"), Binding(None, None)
        await keep(store, change(board, b"ours"))
        await keep(other, Change(board, [Row(None, b"theirs")], 3, {9: binding}, {card: stamp}))
        await keep(store, change(board, b"ours again"))
        news = await store.news([board])
        assert news.rows == {board: [Row(None, b"theirs")]}
        assert news.stamps == {board: {card: stamp}}
        assert news.bindings == {board: {9: binding}}
        assert (await store.news([board])).rows == {}

    async def test_r91_what_was_loaded_already_is_no_news(self, store: Store, make_store: MakeStore) -> None:
        other = await make_store()
        board = await new_board(store)
        await keep(other, change(board, b"before"))
        await store.load(board)
        assert (await store.news([board])).rows == {}

    async def test_r91_a_second_look_at_a_board_hides_no_news_from_who_has_it_open(
        self, store: Store, make_store: MakeStore
    ) -> None:
        other = await make_store()
        board = await new_board(store)
        await store.load(board)
        await store.news([board])
        await keep(other, change(board, b"theirs"))
        await store.load(board)
        assert (await store.news([board])).rows == {board: [Row(None, b"theirs")]}

    async def test_r91_a_board_deleted_by_another_process_is_news(self, store: Store, make_store: MakeStore) -> None:
        other = await make_store()
        board, stays = await new_board(store), await new_board(store)
        await store.load(board)
        await store.load(stays)
        await other.delete_board(board, 9)
        assert (await store.news([board, stays])).deleted == {board}

    # Boards

    async def test_r92_a_deleted_board_is_nowhere_any_more(self, store: Store) -> None:
        board, stays = await new_board(store), await new_board(store)
        await store.delete_board(board, 9)
        assert [row.id for row in await store.boards()] == [stays]
        assert await store.board(board) is None
        for act in (
            store.load(board),
            store.rename(board, "x"),
            store.set_summary(board, {}),
            store.delete_board(board, 9),
        ):
            with pytest.raises(NoBoard):
                await act

    async def test_r92_everyone_on_a_deleted_board_is_forgotten(self, store: Store) -> None:
        board, stays = await new_board(store), await new_board(store)
        invited = await store.add_invitation(invite(board, "contributor", 1))
        only_here, also_there = await store.make_session(None, 1), await store.make_session(None, 1)
        here, there = [await store.session(token) for token in (only_here, also_there)]
        assert here is not None
        assert there is not None
        gone = person(board, session=here.id, invitation=invited.id)
        for who in (gone, person(board, session=there.id), person(stays, session=there.id)):
            await store.add_participant(who)
        await store.delete_board(board, 9)
        assert await store.participant(gone.id) is None
        assert await store.session(only_here) is None
        assert await store.session(also_there) == there
        assert await store.invitation_by_secret(invited.secret) is None
        with pytest.raises(NoBoard):
            await store.add_participant(person(board))

    async def test_r103_the_list_of_boards_starts_with_the_one_changed_last(self, store: Store) -> None:
        first, second = await new_board(store, title="First"), await new_board(store, title="Second")
        await keep(store, change(first, b"1", at_ms=50))
        await keep(store, change(second, b"1", at_ms=40))
        assert [(row.title, row.changed) for row in await store.boards()] == [("First", 50), ("Second", 40)]

    async def test_r103_a_board_keeps_its_title_and_its_summary(self, store: Store) -> None:
        board = await new_board(store)
        await store.rename(board, "Früher hören")
        await store.set_summary(board, {"cards": {"story": 3}})
        row = await store.board(board)
        assert row is not None
        assert (row.title, row.summary, row.created, row.epoch) == ("Früher hören", {"cards": {"story": 3}}, 1, 1)

    async def test_r103_a_board_starts_with_its_content_its_stamps_and_its_invitations(self, store: Store) -> None:
        id_, card, stamp = new_id(), new_id(), Stamp(None, "citizen", 4, "S1")
        kept = await store.create_board(id_, "T", b"first", 4, [invite(id_, "observer", 4)], {card: stamp})
        loaded = await store.load(id_)
        assert (loaded.updates, loaded.seq, loaded.stamps) == ([b"first"], 1, {card: stamp})
        assert await store.invitations_of_board(id_) == kept

    async def test_r103_a_board_is_made_once(self, store: Store) -> None:
        board = await new_board(store)
        with pytest.raises(Refusal):
            await store.create_board(board, "again", b"", 2)
        row = await store.board(board)
        assert row is not None
        assert row.title == "Birth to five"

    async def test_r86_an_act_that_fails_half_way_leaves_nothing_behind(self, store: Store) -> None:
        id_, twice = new_id(), invite("x", "observer", 1)
        invited = [replace(twice, board=id_), replace(twice, board=id_, id=new_id())]
        with pytest.raises(Refusal):
            await store.create_board(id_, "T", b"first", 1, invited)
        assert await store.board(id_) is None
        assert await store.check() == []

    # People

    async def test_r96_a_sign_in_link_works_once(self, store: Store) -> None:
        user = await store.add_user("Kim@Example.org ", "Kim", admin=True)
        token = await store.make_sign_in(user.id, 1_000, 60)
        signed_in = await store.use_sign_in(token, 2_000)
        assert signed_in is not None
        assert (signed_in.id, signed_in.signed_in) == (user.id, 2_000)
        assert await store.use_sign_in(token, 2_000) is None

    async def test_r96_two_who_use_a_sign_in_link_at_once_do_not_both_get_in(
        self, store: Store, make_store: MakeStore
    ) -> None:
        other = await make_store()
        user = await store.add_user("kim@example.org", "Kim")
        token = await store.make_sign_in(user.id, 1_000, 60)
        tries = await asyncio.gather(*(one.use_sign_in(token, 2_000) for one in (store, other, store, other)))
        assert [found for found in tries if found is not None] != []
        assert sum(found is not None for found in tries) == 1

    async def test_r96_a_sign_in_link_expires(self, store: Store) -> None:
        user = await store.add_user("kim@example.org", "Kim")
        token = await store.make_sign_in(user.id, 1_000, 60)
        assert await store.use_sign_in(token, 61_000) is None
        assert await store.use_sign_in("never made", 1_000) is None

    async def test_r104_an_address_has_one_account_however_it_is_written(self, store: Store) -> None:
        user = await store.add_user("kim@example.org", "Kim")
        with pytest.raises(Taken):
            await store.add_user(" KIM@example.org", "Kim again")
        assert await store.user_by_email("Kim@Example.Org") == await store.user(user.id) == user
        assert await store.rename_user(user.id, "Kim B.") == (await store.users())[0]

    async def test_r104_a_browser_is_known_until_its_session_ends(self, store: Store) -> None:
        board = await new_board(store)
        token = await store.make_session(None, 3)
        session = await store.session(token)
        assert session is not None
        assert (session.user, session.created) == (None, 3)
        me = person(board, session=session.id)
        await store.add_participant(me)
        assert await store.participant_of_session(board, session.id) == me
        await store.end_session(token)
        assert await store.session(token) is None
        stays = await store.participant(me.id)
        assert stays is not None
        assert stays.session is None

    async def test_r104_participants_are_found_by_board_and_by_user(self, store: Store) -> None:
        board, other = await new_board(store), await new_board(store)
        user = await store.add_user("kim@example.org", "Kim")
        me, someone = person(board, user=user.id), person(board)
        await store.add_participant(me)
        await store.add_participant(someone)
        assert await store.participant_of_user(board, user.id) == me
        assert await store.participant_of_user(other, user.id) is None
        assert {who.id for who in await store.participants(board)} == {me.id, someone.id}
        renamed = await store.rename_participant(me.id, "Robin", "housing")
        assert renamed is not None
        assert (renamed.name, renamed.department, renamed.role) == ("Robin", "housing", "contributor")

    async def test_r104_whoever_wrote_is_known_by_name_after_leaving_and_nobody_else(self, store: Store) -> None:
        board = await new_board(store)
        author, reader = person(board), person(board)
        for who in (author, reader):
            await store.add_participant(who)
        stamp = Stamp(author.id, "hv", 1, "S1")
        await keep(store, Change(board, [Row(author.id, b"\x00\x00")], 1, {}, {"c" * 21: stamp}))
        assert await store.authors(board) == {author.id: author.name}

    # Invitations

    async def test_r98_a_code_is_found_however_it_is_typed(self, store: Store) -> None:
        board = await new_board(store)
        kept = await store.add_invitation(invite(board, "contributor", 1))
        assert kept.code is not None
        word, number = kept.code.split()
        for typed in (kept.code, f"{word.lower()}{number}", f"  {word.title()}-{number} "):
            assert await store.invitation_by_code(typed) == kept
        assert await store.invitation_by_code("no such code") is None

    async def test_r98_no_two_active_invitations_have_one_code(self, store: Store, make_store: MakeStore) -> None:
        other = await make_store()
        board = await new_board(store)
        wish = [Invitation(new_id(), board, "contributor", new_id(), "OTTER 42", 1) for _ in range(8)]
        kept = await asyncio.gather(*((store, other)[n % 2].add_invitation(one) for n, one in enumerate(wish)))
        assert len({one.code for one in kept}) == 8
        assert [one.code for one in kept].count("OTTER 42") == 1
        assert set(kept) == set(await store.invitations_of_board(board))

    async def test_r99_an_ended_invitation_lets_nobody_in_until_it_is_reopened(self, store: Store) -> None:
        board = await new_board(store)
        kept = await store.add_invitation(Invitation(new_id(), board, "contributor", "secret", "OTTER 42", 1))
        await store.end_invitation(kept.id, 5)
        assert await store.invitation_by_secret("secret") is None
        assert await store.invitation_by_code("OTTER 42") is None
        assert [one.ended for one in await store.invitations_of_board(board)] == [5]
        assert await store.reopen_invitation(kept.id) == kept
        assert await store.invitation_by_secret("secret") == kept

    async def test_r99_a_reopened_invitation_gets_another_code_where_its_own_is_in_use(self, store: Store) -> None:
        board = await new_board(store)
        first = await store.add_invitation(Invitation(new_id(), board, "contributor", "first", "OTTER 42", 1))
        await store.end_invitation(first.id, 5)
        await store.add_invitation(Invitation(new_id(), board, "contributor", "second", "OTTER 42", 6))
        again = await store.reopen_invitation(first.id)
        assert again is not None
        assert again.code != "OTTER 42"
        assert await store.invitation_by_secret("first") == again

    # Pictures

    async def test_r382_a_board_keeps_its_pictures_apart_from_others_and_is_deleted_with_them(
        self, store: Store, make_store: MakeStore
    ) -> None:
        board, other, fork = [await new_board(store) for _ in range(3)]
        one, two = (Raster(letter * 64, "image/jpeg", 4, 3, letter.encode() * 9) for letter in "ab")
        await store.add_picture(board, one, "dee", 1)
        await store.add_picture(board, one, "tom", 2)
        await store.add_picture(board, two, "dee", 3)
        await store.add_picture(other, one, "dee", 4)
        beside = await make_store()
        assert await beside.pictures(board) == [one, two]
        assert await beside.picture(other, one.digest) == one
        assert await beside.picture(other, two.digest) is None
        assert await store.copy_pictures(board, fork, 5) == 2
        assert await store.remove_picture(fork, one.digest)
        assert not await store.remove_picture(fork, one.digest)
        assert [await store.pictures(fork), await store.pictures(board)] == [[two], [one, two]]
        await store.delete_board(board, 6)
        assert await store.pictures(board) == []
        assert await beside.pictures(other) == [one]
        with pytest.raises(NoBoard):
            await store.add_picture(board, one, "dee", 7)
        assert await findings(store) == []

    # Search

    async def test_r532_words_are_found_whatever_is_typed(self, store: Store) -> None:
        board, other = [await new_board(store) for _ in range(2)]

        def said(card: str, text: str) -> Wording:
            return Wording(card, "note", text, (("label", "N1"),))

        new = [
            (said("a", "Schimmel im Müllraum"), True, ["s1"]),
            (said("b", "Ο γιατρός δεν απάντησε"), False, ["s1", "s2"]),
            (said("c", "The damp came back, it's a 5% rise & more"), True, []),
        ]
        await store.change_words(board, [], [], new)
        await store.change_words(other, [], [], [(said("d", "Damp elsewhere"), True, [])])
        await store.words_gathered(board, 1, ["s1", "s2"], 5)
        found = {
            typed: [hit.card for hit in await store.find(terms(typed), [board])]
            for typed in ("mull", '"im mullraum"', "γιατρος", "damp", '"came back"', '"back came"', "rise 5")
        }
        assert found == {
            "mull": ["a"],
            '"im mullraum"': ["a"],
            "γιατρος": ["b"],
            "damp": ["c"],
            '"came back"': ["c"],
            '"back came"': [],
            "rise 5": ["c"],
        }
        assert len(await store.find(terms("damp"), [board, other])) == 2
        for hostile in ("' OR 1=1 --", "a & | ! <-> :*", '"', "\\", "%", "(x", "damp:*"):
            await store.find(terms(hostile), [board])
        kept = await store.kept_words(board)
        assert sorted(row.wording.card for row in kept) == ["a", "b", "c"]
        (damp,) = [row for row in kept if row.wording.card == "c"]
        gone = [row.id for row in kept if row.wording.card == "a"]
        await store.change_words(board, gone, [damp._replace(now=False, snapshots=["s3"])], [])
        (hit,) = await store.find(terms("damp"), [board])
        assert (hit.now, hit.snapshots, hit.now_text) == (False, ["s3"], None)
        assert await store.find(terms("schimmel"), [board]) == []
        await store.delete_board(board, 9)
        assert await store.find(terms("damp"), [board]) == []
        assert await findings(store) == []
