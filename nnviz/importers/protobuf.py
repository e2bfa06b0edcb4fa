"""Messages of protocol buffers, field by field, without believing a length.

The format is described at https://protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_LONGEST_VARINT = 10


class DamagedError(ValueError):
    """The bytes are no message."""


@dataclass(frozen=True)
class Message:
    """The fields of a message, each a list in the order of the file.

    Attributes
    ----------
    wholes : dict of int to list of int
    contents : dict of int to list of bytes
        Texts, bytes and messages; also fixed32 and fixed64, which are four and eight bytes.
    """

    wholes: dict[int, list[int]] = field(default_factory=dict)
    contents: dict[int, list[bytes]] = field(default_factory=dict)

    def whole(self, number: int, default: int = 0) -> int:
        """Return the last whole number of a field."""
        return self.wholes.get(number, [default])[-1]

    def text(self, number: int) -> str:
        """Return the last text of a field."""
        return self.contents.get(number, [b""])[-1].decode("utf-8", "replace")

    def texts(self, number: int) -> list[str]:
        """Return every text of a field."""
        return [one.decode("utf-8", "replace") for one in self.contents.get(number, [])]

    def messages(self, number: int) -> list[Message]:
        """Return every message of a field.

        Raises
        ------
        DamagedError
            If one cannot be read.
        """
        return [read_message(one) for one in self.contents.get(number, [])]


def read_message(data: bytes) -> Message:
    """Read the fields of a message.

    Raises
    ------
    DamagedError
        If they do not end where the message does.
    """
    message, position = Message(), 0
    while position < len(data):
        tag, position = _varint(data, position)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            value, position = _varint(data, position)
            message.wholes.setdefault(number, []).append(value)
            continue
        if kind == _BYTES:
            length, position = _varint(data, position)
        elif kind in (_EIGHT, _FOUR):
            length = 8 if kind == _EIGHT else 4
        else:
            raise DamagedError(f"a field of the kind {kind}")
        if length > len(data) - position:
            raise DamagedError(f"a field promises {length} bytes, there are {len(data) - position}")
        message.contents.setdefault(number, []).append(data[position : position + length])
        position += length
    return message


def packed_wholes(message: Message, number: int) -> list[int]:
    """Return the whole numbers of a field that may be written one by one or in a row."""
    values = list(message.wholes.get(number, []))
    for data in message.contents.get(number, []):
        position = 0
        while position < len(data):
            value, position = _varint(data, position)
            values.append(value)
    return values


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = 0
    for place in range(_LONGEST_VARINT):
        if position >= len(data):
            raise DamagedError("a number is cut off")
        byte = data[position]
        value |= (byte & 0x7F) << (7 * place)
        position += 1
        if byte < 0x80:
            return value, position
    raise DamagedError("a number is too long")
