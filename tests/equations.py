"""What can be worked out of numbers that are told, tried by solving for it."""

from collections.abc import Sequence
from fractions import Fraction


def rank(rows: Sequence[Sequence[int | Fraction]]) -> int:
    """How many of the rows no sum of the others gives, exactly."""
    rest, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rest[0]) if rest else 0):
        pivot = next((at for at in range(found, len(rest)) if rest[at][column]), None)
        if pivot is None:
            continue
        rest[found], rest[pivot] = rest[pivot], rest[found]
        for at in range(found + 1, len(rest)):
            if factor := rest[at][column] / rest[found][column]:
                rest[at] = [one - factor * other for one, other in zip(rest[at], rest[found], strict=True)]
        found += 1
    return found


def can_be_worked_out(asked: Sequence[int], told: Sequence[Sequence[int]]) -> bool:
    """Whether the sum that `asked` stands for (a factor for each unknown) follows from those told."""
    return rank([*told, asked]) == rank(told)
