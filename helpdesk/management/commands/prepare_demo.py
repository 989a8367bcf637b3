"""manage.py prepare_demo: a migrated database with a believable world in it, and the files of the pretend town."""

import hashlib
from argparse import ArgumentParser
from datetime import timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from helpdesk.demo.freshen import freshen_world
from helpdesk.demo.seeding import belongs_to_someone_else, is_seeded, seed_world
from helpdesk.demo.shop import renew_keys
from helpdesk.demo.town import write_town


class Command(BaseCommand):
    help = "Prepare the demonstration: migrate, load a believable world once, and write the pretend town's files."
    requires_system_checks = []
    """They would load every page of the desk, which takes as long as all the rest of a second start."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--town", type=Path, required=True, help="where to write the town file (JSON)")

    def handle(self, *, town: Path, **_options: Any) -> None:
        if belongs_to_someone_else():
            raise CommandError(
                f"The database {connection.settings_dict['NAME']} holds a desk that the demonstration did not make. "
                "Nothing was changed; give the demonstration a DATABASE_URL of its own."
            )
        self.migrate()
        self.collect_static_files()
        if is_seeded():
            self.freshen()
        else:
            seed_world(at=timezone.now(), tell=self.tell)
        write_town(town, signing_secret=renew_keys())
        self.tell("The world is ready")

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.tell("Creating the tables")
            call_command("migrate", interactive=False, verbosity=0)

    def collect_static_files(self) -> None:
        """Only a server without DEBUG needs them collected, and only after one of them changed."""
        if settings.DEBUG:
            return
        stamp = Path(settings.STATIC_ROOT) / "collected.stamp"
        wanted = hash_of_static_files()
        if not stamp.exists() or stamp.read_text() != wanted:
            self.tell("Collecting the static files")
            call_command(collector_for_this_machine(), interactive=False, verbosity=0)
            stamp.write_text(wanted)

    def freshen(self) -> None:
        shift = freshen_world(at=timezone.now())
        if shift:
            self.tell(f"Moving the world on by {shift // timedelta(hours=1)} hours, to today")

    def tell(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def collector_for_this_machine() -> collectstatic.Command:
    """As collectstatic does it, but compressed by gzip alone: what Brotli saves takes ten seconds."""
    collector = collectstatic.Command()
    collector.storage = PackedByGzip()
    return collector


class PackedByGzip(CompressedManifestStaticFilesStorage):
    """What the desk serves, without the files that only a slow network needs."""

    def create_compressor(self, **options: Any) -> Compressor:
        return super().create_compressor(**options, use_brotli=False)


def hash_of_static_files() -> str:
    """Name, size and age of each file: reading them all would take as long as collecting them."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=itemgetter(0)):
            digest.update(f"{name}:{storage.size(name)}:{storage.get_modified_time(name)}".encode())
    return digest.hexdigest()
