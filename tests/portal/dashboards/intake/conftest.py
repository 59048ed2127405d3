"""Applications of two months, by the numbers in their names."""

import pytest

from tests.factories.came_in import two_months


@pytest.fixture
def spring():
    """Two months: 3 online and 5 on paper in February, 6 online in March, one of them after the day."""
    two_months()
