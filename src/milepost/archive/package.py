"""The archive as a zip file: written as a stream, and read only when it is whole and harmless."""

import csv
import hashlib
import io
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import yaml

from milepost.archive.errors import ArchiveError
from milepost.base.text import shortened

README = "README.txt"
# Rows of zeros are packed forty times smaller; a bomb a thousand times.
MOST_RATIO, SMALL = 250, 1_000_000
LONGEST_TEXT = 20_000_000
LONGEST_MANIFEST = 100_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Shape:
    """A kind of zip file: its manifest, the format it is of, what it may hold, who makes it."""

    manifest: str
    made_by: str
    format: int = 1
    most_files: int = 20_000
    most_gigabytes: int = 20
    is_trusted: bool = False  # made and brought by whoever runs this Milepost


# An archive of 100,000 posts and 2,000,000 readings has some 150 MB in 30 files.
ARCHIVE = Shape("milepost.yaml", "choose one that Milepost exported")
BACKUP = Shape(
    manifest="backup.yaml",
    made_by="choose one that `milepost backup` made",
    most_files=1_000_000,
    most_gigabytes=10_000,
    is_trusted=True,
)


class PackageWriter:
    """Writes the files of an archive one after another, and its manifest last."""

    def __init__(self, out: IO[bytes], at: datetime, shape: Shape = ARCHIVE) -> None:
        self._shape = shape
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._at = at
        self.hashes: dict[str, str] = {}

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """Let one more file be written."""
        entry = zipfile.ZipInfo(name, date_time=self._at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as file:
            hashing = _Hashing(file)
            yield cast(IO[bytes], hashing)
        self.hashes[name] = hashing.hash.hexdigest()

    def add(self, name: str, path: Path) -> None:
        """Write one more file, as it stands on the disk."""
        with self.opened(name) as out, path.open("rb") as file:
            shutil.copyfileobj(file, out, _CHUNK)

    @contextmanager
    def text(self, name: str) -> Iterator[io.TextIOWrapper]:
        """Let one more text be written, in UTF-8."""
        with self.opened(name) as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
            yield text
            text.flush()
            text.detach()

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, with the hash of every file, and end the archive."""
        whole = {"format": self._shape.format, **manifest, "files": self.hashes}
        text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
        self._zip.writestr(self._shape.manifest, text.encode())
        self._zip.close()


class _Hashing(io.RawIOBase):
    """A file to write to that keeps the hash of what was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self.hash.update(part)
        return self._file.write(part)


@dataclass(frozen=True)
class Package:
    """An archive that was found whole: its manifest and its files."""

    manifest: Mapping[str, Any]
    _zip: zipfile.ZipFile

    @property
    def names(self) -> Sequence[str]:
        """The names of its files, without the manifest's."""
        return list(self.manifest["files"])

    def opened(self, name: str) -> IO[bytes]:
        """Open one of its files."""
        if name not in self.manifest["files"]:
            raise ArchiveError(f"It has no file {shortened(name)!r}; make it anew.")
        return self._zip.open(name)

    def text(self, name: str) -> str:
        """Return the text of one of its files."""
        with self.opened(name) as file:
            found = file.read(LONGEST_TEXT + 1)
        if len(found) > LONGEST_TEXT:
            raise ArchiveError(f"{name} is longer than any text of Milepost; make it anew.")
        try:
            return found.decode()
        except UnicodeDecodeError:
            raise ArchiveError(f"{name} is not UTF-8 text; make it anew.") from None

    def rows(self, name: str, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """Return the rows of a CSV file and the lines they end on, checked against the columns."""
        with io.TextIOWrapper(self.opened(name), encoding="utf-8", newline="") as text:
            reader = csv.reader(_lines(text, name), strict=True)
            try:
                _check_header(name, next(reader, []), columns)
                for cells in reader:
                    if len(cells) != len(columns):
                        says = f"{len(cells)} cells where {len(columns)} belong"
                        raise ArchiveError(f"{name}, line {reader.line_num}: {says}.")
                    yield reader.line_num, cells
            except csv.Error as trouble:
                raise ArchiveError(f"{name}, line {reader.line_num}: {trouble}.") from None
            except UnicodeDecodeError:
                raise ArchiveError(f"{name} is not UTF-8 text; make it anew.") from None


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    """Return the lines of a text, none of which may fill the memory."""
    csv.field_size_limit(LONGEST_TEXT)
    while line := text.readline(LONGEST_TEXT):
        if len(line) == LONGEST_TEXT:
            raise ArchiveError(f"{name} has a line longer than any of Milepost; make it anew.")
        yield line


def _check_header(name: str, header: Sequence[str], columns: Sequence[str]) -> None:
    if unknown := [each for each in header if each not in columns]:
        raise ArchiveError(
            f"{name} has a column {shortened(unknown[0])!r} that this Milepost does not know; "
            "is the file of a newer one?"
        )
    if missing := [each for each in columns if each not in header]:
        raise ArchiveError(f"{name} lacks the column {missing[0]!r}; make it anew.")
    if list(header) != list(columns):
        raise ArchiveError(f"{name} has its columns in another order; make it anew.")


# What zipfile raises for bytes that are no zip, or no longer one.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, RuntimeError),
    *(EOFError, ValueError, OverflowError, OSError),
)


@contextmanager
def open_package(file: IO[bytes], shape: Shape | None = None) -> Iterator[Package]:
    """Open an archive whose every file is there and as it was written; raises ArchiveError."""
    with ExitStack() as closing:
        shape = shape or ARCHIVE
        try:
            opened = closing.enter_context(zipfile.ZipFile(file))
            package = _checked(opened, shape)
        except _DAMAGED:
            raise ArchiveError(f"This is no zip file, or it is damaged; {shape.made_by}.") from None
        yield package


def _checked(opened: zipfile.ZipFile, shape: Shape) -> Package:
    _check_entries(opened.infolist(), shape)
    package = Package(_manifest(opened, shape), opened)
    _check_names(package, opened, shape)
    _check_hashes(package)
    return package


def _check_entries(entries: Sequence[zipfile.ZipInfo], shape: Shape) -> None:
    """Raise for what would fill the disk or the memory, before anything is unpacked.

    What is unpacked later is never more than an entry says here (see zipfile.ZipExtFile).
    """
    if len(entries) > shape.most_files:
        raise ArchiveError(f"It holds more than {shape.most_files:,} files; {shape.made_by}.")
    if sum(entry.file_size for entry in entries) > shape.most_gigabytes * 1_000_000_000:
        says = f"It would unpack to more than {shape.most_gigabytes} GB"
        raise ArchiveError(f"{says}; {shape.made_by}.")
    for entry in entries:
        if _is_bomb(entry) and not shape.is_trusted:
            raise ArchiveError(f"{shortened(entry.filename)} is packed too tightly to be harmless.")
        if not is_plain_name(entry.filename):
            raise ArchiveError(f"It holds a file {shortened(entry.filename)!r} outside its folder.")
        if entry.flag_bits & 1 or entry.compress_type not in {
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        }:
            says = "is packed in another way than Milepost packs; make it anew."
            raise ArchiveError(f"{shortened(entry.filename)} {says}")


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > SMALL and entry.file_size > MOST_RATIO * entry.compress_size


def is_plain_name(name: str) -> bool:
    """Tell whether a file's name stays inside the archive's folder, on every system."""
    path = PurePosixPath(name)
    parts = name.split("/")
    is_outside = path.is_absolute() or ".." in parts or "" in parts or "." in parts
    return (
        bool(name) and not is_outside and not set(name) & set('\\:\x00*?"<>|') and len(name) < 256
    )


def _manifest(opened: zipfile.ZipFile, shape: Shape) -> Mapping[str, Any]:
    name = shape.manifest
    try:
        with opened.open(name) as file:
            read = yaml.safe_load(file.read(LONGEST_MANIFEST))
    except KeyError:
        raise ArchiveError(f"This zip file has no {name}; {shape.made_by}.") from None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError):
        raise ArchiveError(f"{name} cannot be read; make it anew.") from None
    if not isinstance(read, dict) or not _is_texts(read.get("files")):
        raise ArchiveError(f"{name} does not say what is in the file; make it anew.")
    if read.get("format") != shape.format:
        raise ArchiveError(
            f"It is of format {shortened(str(read.get('format')))}, and this Milepost reads format "
            f"{shape.format}; bring Milepost up to date, or make it anew."
        )
    return read


def _is_texts(found: object) -> bool:
    return isinstance(found, dict) and all(
        isinstance(name, str) and isinstance(value, str) for name, value in found.items()
    )


def _check_names(package: Package, opened: zipfile.ZipFile, shape: Shape) -> None:
    names = set(opened.namelist())
    there = [name for name in opened.namelist() if name != shape.manifest]
    if missing := [name for name in package.names if name not in names]:
        raise ArchiveError(f"{shortened(missing[0])} is missing; make it anew.")
    if more := [name for name in there if name not in package.manifest["files"]]:
        raise ArchiveError(f"{shortened(more[0])} does not belong to it; make it anew.")
    if len(names) < len(opened.namelist()):
        raise ArchiveError("It holds one file twice; make it anew.")


def _check_hashes(package: Package) -> None:
    for name in package.names:
        sha256 = hashlib.sha256()
        with package.opened(name) as file:
            while part := file.read(_CHUNK):
                sha256.update(part)
        if sha256.hexdigest() != package.manifest["files"][name]:
            says = "is not as Milepost wrote it (its hash differs); make it anew."
            raise ArchiveError(f"{name} {says}")
