import pytest

from incidents import journal
from incidents.models import Kind
from tests import make

pytestmark = pytest.mark.domain


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("n", range(3))
def test_first(n):
    make.incident(to=["DPKP"])
    assert journal.head() == 3
    assert list(journal.broken_lines()) == []
    assert Kind.objects.count() == 80


@pytest.mark.django_db
@pytest.mark.parametrize("n", range(3))
def test_second(n):
    from tests.database import numbered

    make.incident(to=["DPKP"])
    numbered()
    assert journal.head() == 3
