"""The feed with two web processes (daphne, uvicorn) on real Redis: everything in sight, in order, once, on both."""

import random
import threading
import time
from contextlib import ExitStack
from typing import Any

import pytest

from incidents import journal
from tests.live import people
from tests.live.room import Web
from tests.live.screen import Screen

pytestmark = pytest.mark.serial


@pytest.mark.parametrize("through", [0, 1], ids=["daphne", "uvicorn"])
def test_a_change_reaches_the_screens_of_both_processes_in_order_and_once(
    webs: list[Web], token: str, through: int
) -> None:
    number = people.incident("DPKP").number
    cookie = people.cookie("penerima")
    with ExitStack() as opened:
        screens = [opened.enter_context(Screen(web.feed, cookie=cookie)).wait_for_board() for web in webs * 2]
        late = []
        for priority in (4, 3, 2, 1, 2, 3):
            webs[through].edit(number, token=token, priority=priority)
            said = time.monotonic()
            for screen in screens:
                screen.wait(lambda s=screen, p=priority: (s.card("incident", number) or {}).get("priority") == p)
            late.append(time.monotonic() - said)
        for screen in screens:
            screen.wait_for_cursor(journal.head())
            told = [c["card"]["priority"] for _, f in screen.frames for c in f["changes"] if c["id"] == number]
            assert told[-6:] == [4, 3, 2, 1, 2, 3]
            assert screen.epoch == journal.epoch()
    # Woken through Redis, not by the half-second look.
    assert sorted(late)[2] < 0.3, late


def test_the_first_frame_is_the_whole_board_as_it_is_fetched(webs: list[Web]) -> None:
    people.incident("DPKP", "DINKES")
    for username in ("penerima", "desk.dpkp", "pic", "auditor", "kru.dpkp-101", "mesin"):
        for web in webs:
            with Screen(web.feed, token=people.token(username)) as screen:
                screen.wait_for_board()
                fetched = web.ask("api/v1/feed/?after=0", token=people.token(username)).json()
                assert screen.frames[0][1]["changes"] == fetched["changes"], username
                assert screen.frames[0][1]["from"] == 0


def test_after_a_cut_the_screen_gets_exactly_what_it_missed(webs: list[Web], token: str) -> None:
    first, second, quiet = (people.incident("DPKP").number for _ in range(3))
    cookie = people.cookie("penerima")
    for web in webs:
        screen = Screen(web.feed, cookie=cookie).wait_for_board()
        screen.wait_for_cursor(journal.head())
        screen.close()
        for priority in (1, 2, 3):
            web.edit(first, token=token, priority=priority)
            web.edit(second, token=token, priority=priority)

        with Screen(web.feed, cookie=cookie, after=screen.cursor, epoch=screen.epoch) as back:
            back.wait_for_cursor(journal.head())
            assert {c["id"]: c["card"]["priority"] for c in back.frames[0][1]["changes"]} == {first: 3, second: 3}
            assert quiet not in back.texts()


def test_a_screen_that_missed_nothing_is_told_so_at_once(webs: list[Web]) -> None:
    people.incident()
    cookie, head = people.cookie("penerima"), journal.head()
    for web in webs:
        with Screen(web.feed, cookie=cookie, after=head, epoch=journal.epoch()) as screen:
            screen.wait_for_board()
            frame = screen.frames[0][1]
            assert (frame["from"], frame["to"], frame["changes"]) == (head, head, [])


@pytest.mark.parametrize("after", ["other epoch", "future"])
def test_a_cursor_that_is_not_of_this_history_starts_again(webs: list[Web], after: str) -> None:
    people.incident()
    head, epoch = journal.head(), journal.epoch()
    place = {"other epoch": (head, "0.0.0"), "future": (head + 100, epoch)}[after]
    for web in webs:
        screen = Screen(web.feed, cookie=people.cookie("penerima"), after=place[0], epoch=place[1])
        assert screen.wait_for_code() == 4409
        assert screen.frames == []


def test_an_agency_sees_only_its_own_and_learns_no_number_of_others(webs: list[Web], token: str) -> None:
    with ExitStack() as opened:
        cookie = people.cookie("desk.dpkp")
        screens = [opened.enter_context(Screen(web.feed, cookie=cookie)).wait_for_board() for web in webs]
        ours, theirs = people.incident("DPKP"), people.incident("DINKES")
        joined = people.incident("DINKES", "DPKP")
        for incident in (ours, theirs, joined):
            webs[0].edit(incident.number, token=token, priority=1)
        crew = people.member("dispatcher")
        other = theirs.dispatches.get()
        webs[1].tell(f"dispatches/{other.pk}/accept/", token=token)
        for screen in screens:
            screen.wait_for_cursor(journal.head())
            told = screen.texts()
            assert screen.card("incident", ours.number)["priority"] == 1
            assert screen.card("incident", joined.number)["priority"] == 1
            assert f'"{theirs.number}"' not in told
            assert "Bu Rahasia" not in told
            assert "628123456789" not in told
        assert crew.username not in screens[0].texts()

        # A declined order leaves the desk's screen, and what follows on that incident is no longer told.
        mine = ours.dispatches.get()
        webs[0].tell(f"dispatches/{mine.pk}/decline/", {"reason": "busy"}, token=people.token("desk.dpkp"))
        for screen in screens:
            screen.wait(lambda s=screen: s.store[("incident", ours.number)].get("gone"))


def test_a_filtered_frame_is_empty_and_still_moves_the_cursor(webs: list[Web], token: str) -> None:
    theirs = people.incident("DINKES")
    for web in webs:
        with Screen(web.feed, cookie=people.cookie("desk.dpkp")).wait_for_board() as screen:
            screen.wait_for_cursor(journal.head())
            web.edit(theirs.number, token=token, priority=random.choice([1, 2]))
            screen.wait_for_cursor(journal.head())
            assert screen.frames[-1][1]["changes"] == []


def test_a_sealed_incident_is_a_stub_for_the_uncleared_only(webs: list[Web]) -> None:
    with ExitStack() as opened:
        reader = {
            name: opened.enter_context(Screen(webs[n % 2].feed, token=people.token(name))).wait_for_board()
            for n, name in enumerate(("penerima", "dispatcher", "pic", "auditor"))
        }
        sealed = people.incident(kind=_sealed_kind())
        for screen in reader.values():
            screen.wait(lambda s=screen: s.card("incident", sealed.number))
        assert {name: screen.card("incident", sealed.number)["stub"] for name, screen in reader.items()} == {
            "penerima": True, "dispatcher": False, "pic": False, "auditor": False,
        }  # fmt: skip
        assert "Genteng Kali" not in reader["penerima"].texts().split(f'"{sealed.number}"')[-1]


def _sealed_kind() -> str:
    from incidents.models import Kind

    return Kind.objects.filter(privacy=3).values_list("code", flat=True)[0]


def test_under_load_every_screen_ends_with_what_a_fetch_shows(webs: list[Web]) -> None:
    """Eight screens of four audiences, cut at random, four hands working through both processes for some seconds."""
    tokens = {name: people.token(name) for name in ("penerima", "desk.dpkp", "pic", "kru.dpkp-101")}
    screens = [Roamer(webs, token) for token in tokens.values() for _ in webs]
    ends = time.monotonic() + 6
    hands = [threading.Thread(target=_work, args=(webs, ends, seed)) for seed in range(4)]
    for hand in hands:
        hand.start()
    while time.monotonic() < ends:
        time.sleep(0.25)
        random.choice(screens).cut()
    for hand in hands:
        hand.join()
    for roamer in screens:
        screen = roamer.settle(journal.head())
        fetched = webs[0].ask("api/v1/feed/?after=0", token=roamer.token).json()
        board = {(c["type"], c["id"]): c["card"] for c in fetched["changes"]}
        kept = {key: change["card"] for key, change in screen.store.items() if "card" in change}
        assert kept == board


class Roamer:
    """A screen that is cut now and then and comes back to either process, with its cursor and what it had."""

    def __init__(self, webs: list[Web], token: str) -> None:
        self.webs, self.token = webs, token
        self.screen = Screen(webs[0].feed, token=token).wait_for_board()

    def cut(self) -> None:
        old = self.screen
        old.close()
        web = random.choice(self.webs)
        self.screen = Screen(web.feed, token=self.token, after=old.cursor, epoch=old.epoch, store=old.store)

    def settle(self, head: int) -> Screen:
        self.screen.wait_for_cursor(head, 10)
        self.screen.close()
        return self.screen


def _work(webs: list[Web], ends: float, seed: int) -> None:
    chance = random.Random(seed)
    dispatcher, desk = people.token("dispatcher"), people.token("desk.dpkp")
    mine: list[dict[str, Any]] = []
    while time.monotonic() < ends:
        web = chance.choice(webs)
        if len(mine) < 4 or chance.random() < 0.1:
            agencies = chance.choice([["DPKP"], ["DINKES"], ["DPKP", "DINKES"]])
            answer = web.tell("reports/", people.body(dispatch_to=agencies), token=dispatcher)
            assert answer.status_code == 201, answer.text
            mine.append(answer.json()["incident"])
        card = chance.choice(mine)
        what = chance.randrange(4)
        if what == 0:
            web.edit(card["number"], token=dispatcher, priority=chance.randint(1, 4))
        elif what == 1:
            web.tell(f"incidents/{card['number']}/verify/", {"verification": "partial"}, token=dispatcher)
        elif ours := [d for d in card["dispatches"] if d["agency"] == "DPKP"]:
            act, said = (("accept", None), ("decline", {"reason": "busy"}))[what - 2]
            web.tell(f"dispatches/{ours[0]['id']}/{act}/", said, token=desk)
    _forget_connection()


def _forget_connection() -> None:
    from django.db import connection

    connection.close()
