"""The words that lie in every archive."""

from milepost.archive.package import ARCHIVE
from milepost.archive.tables import TABLES

_TEXT = """\
Everything of “{name}”, as Milepost kept it.

plan.yaml is the plan as it stands; any Milepost reads it with: milepost import plan.yaml
The whole archive becomes a business again, in any Milepost, with: milepost import FILE.zip
or on the page Settings, Data: “Bring a business from a file”.

The files, all UTF-8:

{files}
  plan/versions/      each version of the plan, as a plan file
  media/              uploaded files, where there are any
  {manifest}       what is in here, from which Milepost, with the hash (SHA-256) of each file

How to read them
  Times are in UTC. An empty cell is “not known” or nothing. The column id numbers the rows of a
  file; a column such as post or tactic holds the number of the row in that file. People stand
  there by their e-mail address. A text that a spreadsheet would run as a formula (it begins with
  = + - @, a tab or a line break) begins with an apostrophe here; Milepost takes it off again.

What is not in here
  The passwords, keys and tokens that open channels: connect those channels again after bringing
  the archive somewhere. API tokens, invitations, sign-ins and sessions. Backups.
  When it is brought back, nothing goes out by itself: a post that was due waits for approval, and
  one that was on its way is shown as unknown, for the Milepost it came from may have sent it.

It holds names and addresses of people who asked for something. Keep it as safe as you keep those.
"""


def readme(name: str) -> str:
    """Return the text of README.txt for the business of that name."""
    files = "\n".join(f"  {table.file:<26}{table.says}" for table in TABLES)
    return _TEXT.format(name=name, files=files, manifest=ARCHIVE.manifest)
