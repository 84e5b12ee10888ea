"""Under what the weights of a model, the code that runs it and the data behind it may be used."""

from __future__ import annotations

from huoyan.licences.listing import Licences, Terms, licences_of

__all__ = ["Licences", "Terms", "licences_of"]
