"""Press 4, the problem desk of event-ticketing companies: the project package and its leaf modules."""

from helpdesk.celery import app as celery_app

__all__ = ["celery_app"]
