"""The body of an answer, piece by piece: unpacked, and never larger than its limit."""

import zlib

from milepost.base.network import Unsure

# zlib's manual, inflateInit2: 32 + 15 reads gzip and zlib alike, by their own header.
_GZIP_OR_ZLIB = 47
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})


class Unpacked:
    """Gathers a body; raises Unsure once it grows too large or cannot be unpacked."""

    def __init__(self, encoding: str, most: int, host: str) -> None:
        self.most = most
        self.host = host
        self._pieces: list[bytes] = []
        self._size = self._received = 0
        self._zip = _opener(encoding, host)

    def add(self, piece: bytes) -> None:
        """Take what came next."""
        self._received += len(piece)
        if self._received > self.most:
            raise self._too_large()
        if self._zip is None:
            self._keep(piece)
            return
        try:
            # One byte more than there is room for tells that it is too large, and unpacks no more.
            self._keep(self._zip.decompress(piece, self.most - self._size + 1))
        except zlib.error:
            raise Unsure(f"{self.host} answered something that cannot be unpacked.") from None
        if self._zip.unconsumed_tail:
            raise self._too_large()

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self.most:
            raise self._too_large()
        self._pieces.append(piece)

    def _too_large(self) -> Unsure:
        megabytes = f"{self.most / 1_000_000:g}"
        return Unsure(f"{self.host} answered more than {megabytes} MB; it was not read to its end.")

    def whole(self) -> bytes:
        """Return the body once all of it has come."""
        if self._zip is not None and self._received and not self._zip.eof:
            raise Unsure(f"{self.host} broke off before its answer was whole.")
        return b"".join(self._pieces)


def _opener(encoding: str, host: str) -> "zlib._Decompress | None":
    spelled = encoding.strip().lower()
    if spelled in {"", "identity"}:
        return None
    if spelled not in _PACKED:
        raise Unsure(f"{host} answered in a packing that was not asked for.")
    return zlib.decompressobj(_GZIP_OR_ZLIB)
