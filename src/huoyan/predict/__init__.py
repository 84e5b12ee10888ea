"""A model that answers: pictures or clips in, results out; videos and cameras as they come."""

from huoyan.predict.clip_sources import ClipSource, clip_sources, no_clip
from huoyan.predict.predictor import AnyPicture, Predictor
from huoyan.predict.stream import name_of_source

__all__ = ["AnyPicture", "ClipSource", "Predictor", "clip_sources", "name_of_source", "no_clip"]
