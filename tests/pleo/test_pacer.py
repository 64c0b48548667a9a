from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo.helpers import FakeTime
from pleo_erp_module.pleo import Pacer

TINY = 1e-6  # rounding of sums of floats
EVENTS = st.lists(st.tuples(st.floats(0, 5), st.sampled_from(["take", "take", "take", "pause"])), max_size=120)


class ManyThreads:
    """Each `take` is another thread's: nobody's sleep keeps the others, so begins are noted and the clock runs on its own."""

    def __init__(self, rate: float) -> None:
        self.now = 0.0
        self.wait = 0.0
        self.begins: list[float] = []
        self.pacer = Pacer(rate, clock=lambda: self.now, sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.wait = seconds

    def take(self) -> None:
        self.wait = 0.0
        self.pacer.take()
        self.begins.append(self.now + self.wait)

    def pause(self, seconds: float) -> None:
        asleep = [begin for begin in self.begins if begin > self.now]
        self.begins = [begin for begin in self.begins if begin <= self.now]
        self.pacer.pause(seconds)
        for _begin in asleep:  # they wake, see the pause and wait again
            self.take()


def most_in_any_window(begins: list[float], seconds: float) -> int:
    begins = sorted(begins)
    return max((sum(1 for other in begins if begin <= other <= begin + seconds) for begin in begins), default=0)


@given(events=EVENTS, rate=st.floats(1, 3000), window=st.floats(0.01, 90))
def test_no_window_ever_holds_more_than_the_rate_and_one_burst(
    events: list[tuple[float, str]], rate: float, window: float
) -> None:
    threads = ManyThreads(rate)
    for gap, what in events:
        threads.now += gap
        if what == "take":
            threads.take()
        else:
            threads.pause(gap * 2)
    assert most_in_any_window(threads.begins, window) <= rate / 60 * window + threads.pacer.burst + TINY * rate


@given(events=EVENTS, pause=st.floats(0, 60))
def test_nobody_begins_during_a_pause_and_nobody_bursts_after_it(events: list[tuple[float, str]], pause: float) -> None:
    threads = ManyThreads(60)
    for gap, _what in events:
        threads.now += gap
        threads.take()
    begun = len([begin for begin in threads.begins if begin <= threads.now])
    threads.pause(pause)
    for _again in range(5):
        threads.take()
    later = sorted(threads.begins)[begun:]
    assert all(begin >= threads.now + pause - TINY for begin in later)
    assert all(second - first >= 1 - TINY for first, second in pairwise(later))


@pytest.mark.parametrize(("rate", "burst"), [(500, 20), (600, 24), (60, 2), (1, 1), (0.5, 1)])
def test_the_burst_is_small_and_at_least_one(rate: float, burst: int) -> None:
    time = FakeTime()
    pacer = Pacer(rate, clock=time.clock, sleep=time.sleep)
    for _request in range(burst):
        pacer.take()
    assert (pacer.burst, time.sleeps) == (burst, [])
    pacer.take()
    assert time.sleeps == [pytest.approx(60 / rate)]


def test_a_thread_that_sleeps_when_pleo_asks_for_a_pause_waits_again() -> None:
    time = FakeTime()
    pauses = [30.0]

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if pauses:
            pacer.pause(pauses.pop())

    pacer = Pacer(60, clock=time.clock, sleep=sleep)
    for _request in range(3):
        pacer.take()
    assert time.now >= 1000 + 1 + 30


def test_a_shorter_pause_does_not_shorten_a_longer_one() -> None:
    time = FakeTime()
    pacer = Pacer(6000, clock=time.clock, sleep=time.sleep)
    pacer.pause(30)
    pacer.pause(-1)
    pacer.take()
    assert time.now == 1030


def test_a_sleep_that_raises_costs_nothing_but_its_own_moment() -> None:
    def stop(_seconds: float) -> None:
        raise KeyboardInterrupt

    time = FakeTime()
    pacer = Pacer(1, clock=time.clock, sleep=stop)
    pacer.take()
    with pytest.raises(KeyboardInterrupt):
        pacer.take()
    time.now += 121
    pacer.take()


def test_real_threads_together_keep_the_pace() -> None:
    lock, time = threading.Lock(), FakeTime()

    def sleep(seconds: float) -> None:
        with lock:
            time.sleep(seconds)

    def work() -> None:
        for _request in range(10):
            pacer.take()

    pacer = Pacer(60, clock=time.clock, sleep=sleep)
    threads = [threading.Thread(target=work) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.now >= 1000 + (8 * 10 - pacer.burst) - TINY


@pytest.mark.parametrize("rate", [0, -1, float("inf"), float("nan")])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        Pacer(rate)
