"""A workspace as one file: taken away, brought back, ended for good; backups of everything."""
