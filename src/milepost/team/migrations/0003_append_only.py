"""Let the database itself refuse to change the record, or to delete from one that goes on."""

from django.db import migrations

CALLED = "the record is only ever added to"
# A record goes with its workspace: where that is ending, or is gone already.
GOES_ON = """EXISTS (
    SELECT 1 FROM team_workspace WHERE id = OLD.workspace_id AND ending_at IS NULL
)"""
COLUMNS = 'workspace_id, "at", by_name, part, says, "before", "after"'

SQLITE = [
    f"""CREATE TRIGGER record_kept BEFORE UPDATE OF {COLUMNS} ON team_record
        BEGIN SELECT RAISE(ABORT, '{CALLED}'); END""",
    f"""CREATE TRIGGER record_stays BEFORE DELETE ON team_record WHEN {GOES_ON}
        BEGIN SELECT RAISE(ABORT, '{CALLED}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION milepost_record_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF NOT {GOES_ON} THEN RETURN OLD; END IF;
            END IF;
            RAISE EXCEPTION '{CALLED}';
        END $$""",
    f"""CREATE TRIGGER record_kept BEFORE UPDATE OF {COLUMNS} ON team_record
        FOR EACH ROW EXECUTE FUNCTION milepost_record_kept()""",
    """CREATE TRIGGER record_stays BEFORE DELETE ON team_record
        FOR EACH ROW EXECUTE FUNCTION milepost_record_kept()""",
]
BACK = {
    "sqlite": ["DROP TRIGGER record_kept", "DROP TRIGGER record_stays"],
    "postgresql": [
        "DROP TRIGGER record_kept ON team_record",
        "DROP TRIGGER record_stays ON team_record",
        "DROP FUNCTION milepost_record_kept",
    ],
}
FORTH = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def forth(apps, schema_editor):
    for statement in FORTH[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def back(apps, schema_editor):
    for statement in BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("team", "0002_trust")]
    operations = [migrations.RunPython(forth, back)]
