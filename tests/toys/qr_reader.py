"""A reader of QR codes, written against the standard (ISO/IEC 18004) and not against the page's writer: versions 1 to 10, levels L and M."""

from __future__ import annotations

FORMATS = {  # the 32 masked words of the standard's table C.1, by their 5 data bits
    0b00000: 0b101010000010010, 0b00001: 0b101000100100101, 0b00010: 0b101111001111100, 0b00011: 0b101101101001011,
    0b00100: 0b100010111111001, 0b00101: 0b100000011001110, 0b00110: 0b100111110010111, 0b00111: 0b100101010100000,
    0b01000: 0b111011111000100, 0b01001: 0b111001011110011, 0b01010: 0b111110110101010, 0b01011: 0b111100010011101,
    0b01100: 0b110011000101111, 0b01101: 0b110001100011000, 0b01110: 0b110110001000001, 0b01111: 0b110100101110110,
}  # fmt: skip
MIDDLES = {1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42], 9: [6, 26, 46], 10: [6, 28, 50]}  # fmt: skip
BLOCKS = {  # version -> level -> check bytes a block, and the data bytes of every block
    "M": {1: (10, [16]), 2: (16, [28]), 3: (26, [44]), 4: (18, [32] * 2), 5: (24, [43] * 2), 6: (16, [27] * 4), 7: (18, [31] * 4),
          8: (22, [38] * 2 + [39] * 2), 9: (22, [36] * 3 + [37] * 2), 10: (26, [43] * 4 + [44])},
}  # fmt: skip
MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: (r * c) % 2 + (r * c) % 3 == 0,
    lambda r, c: ((r * c) % 2 + (r * c) % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + (r * c) % 3) % 2 == 0,
)


def _times(a: int, b: int) -> int:
    out = 0
    while b:
        out ^= a if b & 1 else 0
        a = (a << 1) ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return out


def is_whole(block: list[int], checks: int) -> bool:
    """Whether a block with its check bytes is a word of the code: every syndrome is nothing."""
    root = 1
    for _ in range(checks):
        value = 0
        for byte in block:
            value = _times(value, root) ^ byte
        if value:
            return False
        root = _times(root, 2)
    return True


def read(rows: list[str]) -> str:
    """Return the text of a code given as rows of 0 and 1; whatever is not as the standard says fails."""
    size = len(rows)
    version = (size - 17) // 4
    dark = [[cell == "1" for cell in row] for row in rows]
    first = [dark[8][c] for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [dark[r][8] for r in (7, 5, 4, 3, 2, 1, 0)]
    second = [dark[size - 1 - i][8] for i in range(7)] + [dark[8][size - 8 + i] for i in range(8)]
    assert first == second and dark[size - 8][8]
    word = int("".join("1" if bit else "0" for bit in first), 2)
    data = next(data for data, masked in FORMATS.items() if masked == word)
    level, mask = {0: "M", 1: "L"}[data >> 3], data & 7
    known = [[False] * size for _ in range(size)]

    def cover(r0: int, r1: int, c0: int, c1: int) -> None:
        for r in range(max(0, r0), min(size, r1)):
            for c in range(max(0, c0), min(size, c1)):
                known[r][c] = True

    for r0, r1, c0, c1 in (
        (0, 9, 0, 9),
        (0, 9, size - 8, size),
        (size - 8, size, 0, 9),
        (6, 7, 0, size),
        (0, size, 6, 7),
    ):
        cover(r0, r1, c0, c1)
    if version > 6:
        cover(0, 6, size - 11, size - 8)
        cover(size - 11, size - 8, 0, 6)
    for r in MIDDLES[version]:
        for c in MIDDLES[version]:
            if (r, c) not in ((6, 6), (6, size - 7), (size - 7, 6)):
                cover(r - 2, r + 3, c - 2, c + 3)
                assert dark[r][c] and not dark[r - 1][c] and dark[r - 2][c]
    bits, up = [], True
    for right in (*range(size - 1, 6, -2), *range(5, 0, -2)):
        for r in range(size - 1, -1, -1) if up else range(size):
            bits += [dark[r][c] ^ MASKS[mask](r, c) for c in (right, right - 1) if not known[r][c]]
        up = not up
    stream = [int("".join("1" if bit else "0" for bit in bits[i : i + 8]), 2) for i in range(0, len(bits) - 7, 8)]
    checks, lengths = BLOCKS[level][version]
    blocks: list[list[int]] = [[] for _ in lengths]
    at = iter(stream)
    for i in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if i < length:
                block.append(next(at))
    for _ in range(checks):
        for block in blocks:
            block.append(next(at))
    assert all(is_whole(block, checks) for block in blocks)
    content = "".join(f"{byte:08b}" for block, length in zip(blocks, lengths, strict=True) for byte in block[:length])
    width = 8 if version < 10 else 16
    assert content[:4] == "0100"
    n = int(content[4 : 4 + width], 2)
    return bytes(int(content[4 + width + 8 * i : 12 + width + 8 * i], 2) for i in range(n)).decode("utf-8")
