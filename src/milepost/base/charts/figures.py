"""Numbers on a picture, written as people write them, and steps for an axis."""

from math import ceil, floor, log10


def figure(value: float) -> str:
    """Return 1,200 or 4.5 or 0.03: three digits are enough, thousands are whole."""
    if abs(value) >= 100 or value == round(value):
        return f"{value:,.0f}"
    digits = max(0, 2 - floor(log10(abs(value))))
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".")


def counted(value: float, unit: str) -> str:
    """Return a number with its unit: 13 leads, 45%."""
    return f"{figure(value)}{unit}" if unit == "%" else f"{figure(value)} {unit}".strip()


def steps(low: float, high: float, *, most: int) -> tuple[float, ...]:
    """Return at most `most + 1` round numbers from at or below `low` to at or above `high`."""
    span = high - low
    if span <= 0:
        return (low, low + 1)
    rough = span / most
    power = 10.0 ** floor(log10(rough))
    for factor in (1, 2, 2.5, 5, 10, 20):
        step = factor * power
        first, last = floor(low / step), ceil(high / step)
        if last - first <= most:
            break
    return tuple(step * count for count in range(first, last + 1))
