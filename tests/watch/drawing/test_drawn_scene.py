"""A preview shows lines, zones, things, trails and counts; nothing of the picture itself is changed."""

from __future__ import annotations

import json

import numpy as np

from huoyan.images.draw_boxes import colour_of
from huoyan.watch.drawing.trails import MOST_POINTS, MOST_TRAILS, Trails
from huoyan.watch.drawing.watched import FILL, TRACK_COLOURS, count_lines, draw_watched
from huoyan.watch.rules.scene import Scene, scene_of
from making_tracks import SIDE, Walk, down, filmed

GREY = np.full((512, 512, 3), 128, np.uint8)


def test_a_line_is_drawn_from_point_to_point_with_an_arrow_to_its_side_in():
    drawn = draw_watched(GREY, scene_of(["gate=0.25,0.5,0.75,0.5"]))
    assert (GREY == 128).all()
    colour = colour_of(TRACK_COLOURS)
    assert (drawn[256, 140:380] == colour).all()
    assert (drawn[256, :100] == 128).all()
    assert (drawn[264:290, 256] == colour).any()  # the arrow points down
    assert (drawn[200:250, 256] == 128).all()


def test_a_zone_is_tinted_inside_and_only_there():
    drawn = draw_watched(GREY, scene_of(zones=["yard=0.25,0.25,0.75,0.25,0.75,0.75,0.25,0.75"]))
    tint = [round(128 + (each - 128) * FILL / 255) for each in colour_of(TRACK_COLOURS)]
    assert np.abs(drawn[300, 300].astype(int) - tint).max() <= 1
    assert (drawn[400, 100] == 128).all()


def test_things_are_boxes_where_they_are_in_the_measure_of_their_frame():
    (tracks,) = filmed(Walk(3, [(512, 512)]))  # of 1,024 px, drawn on 512
    drawn = draw_watched(GREY, Scene(), tracks)
    assert (drawn[240:272, 231] == colour_of(3)).all()
    assert (drawn[256, 256] == 128).all()


def test_what_an_alarm_is_about_is_framed_once_more():
    (tracks,) = filmed(Walk(3, [(256, 512)]), Walk(4, [(768, 512)]))
    plain, told = draw_watched(GREY, Scene(), tracks), draw_watched(GREY, Scene(), tracks, meant=4)
    differs = (plain != told).any(axis=(0, 2))
    assert not differs[:256].any()
    assert differs[384:].any()


def test_small_pictures_are_enlarged_and_counts_are_written():
    small = np.full((60, 80, 3), 128, np.uint8)
    counts = {"gate": {"up": {"car": 2, "狗": 1}, "down": {}}}
    assert count_lines(counts) == ["gate: up 3, down 0"]
    drawn = draw_watched(small, scene_of(["gate=0,0.9,1,0.9"]), counts=counts)
    assert drawn.shape == (240, 320, 3)
    assert (drawn[:20, :40] != 128).any()


def test_trails_are_drawn_and_go_through_json():
    trails = Trails()
    for tracks in filmed(Walk(5, down(100, 900, 20, x=700))):
        trails.add(tracks)
    again = Trails.from_json(json.loads(json.dumps(trails.to_json())))
    assert again.points == trails.points
    drawn = draw_watched(GREY, Scene(), trails=again)
    assert (drawn[100:400, 350] == colour_of(5)).all()


def test_trails_do_not_grow_with_what_was_seen():
    trails = Trails()
    for tracks in filmed(Walk(1, [(100 + 7 * (at % 90), 100.0 + at % 500) for at in range(2000)])):
        trails.add(tracks)
    assert len(trails.points[1]) <= MOST_POINTS
    for number in range(2, 400):
        (tracks,) = filmed(Walk(number, [(SIDE / 2, SIDE / 2)]))
        trails.add(tracks)
    assert list(trails.points) == list(range(400 - MOST_TRAILS, 400))


def test_who_stands_still_leaves_one_point():
    trails = Trails()
    for tracks in filmed(Walk(1, [(512.0 + at % 3, 512.0) for at in range(50)])):
        trails.add(tracks)
    assert len(trails.points[1]) == 1
