"""The descriptions again, pixel by pixel in float64 as their papers say them: slow and obvious."""

from __future__ import annotations

import math

import numpy as np


def brightness(picture: np.ndarray) -> np.ndarray:
    """uint8 (H, W, C) as (H, W) in 0..1."""
    values = picture.astype(np.float64)
    return values[..., 0] / 255 if values.shape[2] == 1 else values @ [0.299, 0.587, 0.114] / 255


def area_mean(plane: np.ndarray, height: int, width: int) -> np.ndarray:
    """(H, W) to means over equal parts; a cut pixel counts by its share."""
    for axis, count in ((0, height), (1, width)):
        side = plane.shape[axis]
        whole = np.repeat(plane, count, axis=axis)  # each pixel in `count` slices: parts of `side` slices
        split = np.stack(np.split(whole, count, axis=axis))
        plane = np.moveaxis(split.mean(axis=axis + 1), 0, axis)
        assert side == whole.shape[axis] // count
    return plane


def nearest_two(place: float, count: int) -> list[tuple[int, float]]:
    """The two whole numbers in 0..count-1 around `place`, and the share of each."""
    place = min(max(place, 0.0), count - 1.0)
    low = min(int(place), count - 1)
    return [(low, low + 1 - place), (min(low + 1, count - 1), place - low)]


def directed(plane: np.ndarray, directions: int, h: int, w: int) -> np.ndarray:
    """Mean strength of the edges by cell and direction, (directions, h, w)."""
    height, width = plane.shape
    wide = np.pad(plane, 1, mode="edge")
    found, counted = np.zeros((directions, h, w)), np.zeros((h, w))
    for y in range(height):
        for x in range(width):
            across = wide[y + 1, x + 2] - wide[y + 1, x]
            down = wide[y + 2, x + 1] - wide[y, x + 1]
            place = (math.degrees(math.atan2(down, across)) + 90) % 180 / 180 * directions
            for cell_y, share_y in nearest_two((y + 0.5) * h / height - 0.5, h):
                for cell_x, share_x in nearest_two((x + 0.5) * w / width - 0.5, w):
                    share = share_y * share_x
                    counted[cell_y, cell_x] += share
                    low = int(place)
                    for direction, part in ((low, low + 1 - place), (low + 1, place - low)):
                        strength = share * part * math.hypot(across, down)
                        found[direction % directions, cell_y, cell_x] += strength
    return found / counted


def hog(picture: np.ndarray, h: int, w: int) -> np.ndarray:
    cells = directed(brightness(picture), 9, h, w)
    wide = np.pad(cells, ((0, 0), (1, 1), (1, 1)), mode="edge")
    found = np.zeros((13, h, w))
    for y in range(h):
        for x in range(w):
            for block, (top, left) in enumerate(((y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1))):
                energy = (wide[:, top : top + 2, left : left + 2] ** 2).sum()
                normalised = np.minimum(cells[:, y, x] / math.sqrt(energy + 0.02**2), 0.2)
                found[:9, y, x] += normalised / 2
                found[9 + block, y, x] = normalised.sum() / math.sqrt(18)
    return found.ravel()


def lbp(picture: np.ndarray) -> np.ndarray:
    values = picture.astype(int)
    plane = values[..., 0] if values.shape[2] == 1 else values @ [299, 587, 114]
    uniform = [code for code in range(256) if changes(code) <= 2]
    height, width = plane.shape[0] - 2, plane.shape[1] - 2
    h, w = min(4, height), min(4, width)
    found, counted = np.zeros((59, h, w)), np.zeros((h, w))
    for y in range(height):
        for x in range(width):
            code = code_of(plane[y : y + 3, x : x + 3])
            pattern = uniform.index(code) if code in uniform else 58
            for cell_y, share_y in nearest_two((y + 0.5) * h / height - 0.5, h):
                for cell_x, share_x in nearest_two((x + 0.5) * w / width - 0.5, w):
                    found[pattern, cell_y, cell_x] += share_y * share_x
                    counted[cell_y, cell_x] += share_y * share_x
    return (np.sqrt(found / counted + 1e-4) - 1e-2).ravel()


def code_of(around: np.ndarray) -> int:
    """Eight bits of a 3 x 3 part: from the right neighbour on, against the clock, the lowest bit first."""
    (a, b, c), (d, centre, e), (f, g, h) = around.tolist()
    return sum(1 << at for at, neighbour in enumerate((e, c, b, a, d, f, g, h)) if neighbour >= centre)


def changes(code: int) -> int:
    bits = [(code >> at) & 1 for at in range(8)]
    return sum(bits[at] != bits[at - 1] for at in range(8))


def colour(picture: np.ndarray, bins: int) -> np.ndarray:
    height, width, channels = picture.shape
    h, w = min(height, 32), min(width, 32)
    small = np.stack([area_mean(picture[..., c] / 255, h, w) for c in range(channels)], axis=2)
    whole, thirds = histogram(small, bins, 1), histogram(small, bins, 3)
    parts = [whole[0], *thirds]
    rows = np.stack([part.ravel() for part in parts], axis=1 if channels == 1 else 0)
    return (np.sqrt(rows + 1e-4) - 1e-2).ravel()


def histogram(small: np.ndarray, bins: int, bands: int) -> list[np.ndarray]:
    """Shares of the colours in horizontal bands of equal height; a cut row counts by its share."""
    height, width, channels = small.shape
    found = [np.zeros((bins,) * channels) for _ in range(bands)]
    for y in range(height):
        for band in range(bands):
            top, bottom = band * height / bands, (band + 1) * height / bands
            inside = max(0.0, min(bottom, y + 1) - max(top, y)) / (height / bands * width)
            for x in range(width):
                shares = np.ones(())
                for value in small[y, x]:
                    one = np.zeros(bins)
                    for level, share in nearest_two(value * (bins - 1), bins):
                        one[level] += share
                    shares = np.multiply.outer(shares, one)
                found[band] += inside * shares
    return found


def edges(picture: np.ndarray) -> np.ndarray:
    plane = brightness(picture)
    found = []
    for scale in (1, 2, 4):
        h, w = (max(1, round(side / scale)) for side in plane.shape)
        strengths = directed(area_mean(plane, h, w), 6, min(4, h), min(4, w))
        found.append((np.sqrt(strengths + 1e-3) - math.sqrt(1e-3)).ravel())
    return np.concatenate(found)


def pixels(picture: np.ndarray) -> np.ndarray:
    height, width, channels = picture.shape
    h, w = (height, width) if max(height, width) <= 32 else (min(height, 16), min(width, 16))
    planes = [area_mean(picture[..., c] / 255, h, w) for c in range(channels)]
    return np.stack(planes).ravel() / math.sqrt(channels * h * w)


def shape(picture: np.ndarray) -> np.ndarray:
    light = brightness(picture)
    across, down = np.zeros_like(light), np.zeros_like(light)
    wide = np.pad(light, 1, mode="edge")
    across, down = wide[1:-1, 2:] - wide[1:-1, :-2], wide[2:, 1:-1] - wide[:-2, 1:-1]
    foreground = np.clip((light - light.mean()) * 16 + 0.5, 0, 1)
    masses = (light, 1 - light, foreground, np.hypot(across, down))
    return np.concatenate([logarithms(hu(mass)) for mass in masses])


def hu(mass: np.ndarray, dot: float = 1e-3) -> np.ndarray:
    """The seven of Hu 1962; the mass that gives the scale is that of the plane and `dot` of its pixels."""
    height, width = mass.shape
    side = max(height, width)
    y, x = np.mgrid[0:height, 0:width].astype(float)
    y, x = (y - (height - 1) / 2) / side, (x - (width - 1) / 2) / side
    total = max(mass.sum(), 1e-30)
    dx, dy = x - (mass * x).sum() / total, y - (mass * y).sum() / total
    area = (mass.sum() + dot * height * width) / side**2

    def n(p: int, q: int) -> float:
        return float((mass * dx**p * dy**q).sum() / total / area ** ((p + q) / 2))

    a, b = n(3, 0) + n(1, 2), n(2, 1) + n(0, 3)
    c, d = n(3, 0) - 3 * n(1, 2), 3 * n(2, 1) - n(0, 3)
    return np.array(
        [
            n(2, 0) + n(0, 2),
            (n(2, 0) - n(0, 2)) ** 2 + 4 * n(1, 1) ** 2,
            c**2 + d**2,
            a**2 + b**2,
            c * a * (a**2 - 3 * b**2) + d * b * (3 * a**2 - b**2),
            (n(2, 0) - n(0, 2)) * (a**2 - b**2) + 4 * n(1, 1) * a * b,
            d * a * (a**2 - 3 * b**2) - c * b * (3 * a**2 - b**2),
        ]
    )


def logarithms(seven: np.ndarray) -> np.ndarray:
    plain = np.log1p(seven[:4] / [1e-1, 1e-4, 1e-5, 1e-5])
    most = np.array([math.sqrt(seven[2]) * seven[3] ** 1.5, math.sqrt(seven[1]) * seven[3]])[[0, 1, 0]]
    ordinary = np.array([1e-6, 1e-4, 1e-6])
    return np.concatenate([plain, seven[4:] / (most + 1e-3 * ordinary) * np.log1p(most / ordinary)])
