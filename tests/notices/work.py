"""How much work code does: lines run and functions called, whatever the machine does besides."""

import sys


def work_of(call) -> int:
    """Steps of Python, and calls of functions written in C."""
    steps = 0

    def trace(_frame, _event, _argument):
        nonlocal steps
        steps += 1
        return trace

    def profile(_frame, event, _argument):
        nonlocal steps
        steps += event == "c_call"

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(trace)
    sys.setprofile(profile)
    try:
        call()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return steps


class Read(str):
    """A text that counts the letters looked at by `find`, which is one call however far it looks."""

    looked_at = 0

    def __getitem__(self, place):
        return self if place == slice(None, 1_000_000) else str(self)[place]

    def find(self, sign, start=0):
        found = str.find(self, sign, start)
        self.looked_at += (len(self) if found < 0 else found) - start
        return found
