"""Every door that the provider knocks at, read off the URLconf."""

from django.urls import reverse

from tests.permissions.routes import Route, all_routes

PREFIX = "twilio/"


def provider_doors() -> list[Route]:
    return [route for route in all_routes() if route.pattern.startswith(PREFIX)]


def address_of(route: Route) -> str:
    """Its address; where a row is named in it, the first one."""
    return reverse(route.name, args=[1] * route.pattern.count("<"))
