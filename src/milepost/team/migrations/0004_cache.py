"""Make the table in which limits on tries are counted, the same for every process."""

from django.core.management import call_command
from django.db import migrations


def forth(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("team", "0003_append_only")]
    operations = [migrations.RunPython(forth, migrations.RunPython.noop)]
