"""Twenty planted persons for the tests of privacy; none is a real person's data."""

from __future__ import annotations

PERSONAL = ("family.hostName", "Số CCCD", "phone", "ngay_sinh", "Địa chỉ", "bankAccount")


def persons() -> list[dict[str, str]]:
    """Made at run time, so that no file of the project holds them."""
    made = []
    for number in range(20):
        mark = f"{(number + 3) * 7_919:06d}"
        values = (
            "Người" + "Thử" + chr(ord("A") + number) + mark,
            "9" * 6 + mark,
            "0" + "99" + mark + "1",
            f"19{number:02d}-01-02#{mark}",
            "Nhà" + mark,
            "TK" + mark,
        )
        made.append(dict(zip(PERSONAL, values, strict=True)))
    return made


def bytes_of(planted: list[dict[str, str]]) -> list[bytes]:
    """Every planted text as it would stand in a file."""
    return [text.encode() for one in planted for text in one.values()]
