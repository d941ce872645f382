from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("do", "0001_initial")]
    operations = [
        migrations.AddField("delivery", "taken_down_at", models.DateTimeField(null=True)),
        migrations.AddField("delivery", "reworded_at", models.DateTimeField(null=True)),
    ]
