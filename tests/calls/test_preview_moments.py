"""The preview of a line at moments that a calendar hardly has."""

import pytest

from tests import make
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db
ODD = [
    "0001-01-01T00:00",
    "0001-01-01T00:00+14:00",
    "9999-12-31T23:59",
    "9999-12-31T23:59-12:00",
    "1000-06-15T12:00",
    "2026-02-30T12:00",
    "2026-11-29T12:00",
    "soon",
]


@pytest.mark.parametrize("at", ODD)
@pytest.mark.parametrize(("zone", "place"), [("Asia/Tokyo", "Tokyo"), ("America/Los_Angeles", "Los Angeles")])
def test_the_preview_takes_every_moment_that_a_field_may_hold(client, at, zone, place):
    line = make.line(calendar=make.own_hours(timezone=zone))
    client.force_login(with_second_step(make.admin()))
    url = f"/settings/lines/{line.pk}/preview/"
    assert f"When they call ({place} time)" in client.get(url, {"at": at}).content.decode()
    assert client.post(url, {"at": at}).status_code == 200
