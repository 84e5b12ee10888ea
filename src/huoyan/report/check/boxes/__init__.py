"""Boxes on the check page: drawn, counted and measured."""
