"""The project package as an app: its management commands and template tags."""

from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "helpdesk"
