"""manage.py prepare_demo and databases that it has not filled."""

import pytest
from django.core.management import CommandError, call_command

from helpdesk.accounts.models import User
from tests import make
from tickets.models import Organizer


@pytest.mark.django_db
def test_a_desk_that_somebody_works_with_is_left_alone(tmp_path):
    make.agent(name="Somebody")
    with pytest.raises(CommandError, match="did not make"):
        call_command("prepare_demo", town=tmp_path / "town.json")
    assert User.objects.count() == 1
    assert not Organizer.objects.exists()
    assert not (tmp_path / "town.json").exists()
