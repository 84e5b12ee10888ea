"""Sections that more than one task shows: a file each, its template in html/.

Those of every run are asked for by `report/page.py`, the others by the pages of tasks: random_split by all,
mistakes by those with labels, whose shots show the worst pictures of numbers, too. comparison: figures of two
runs side by side, for random_split and remedies.
"""
