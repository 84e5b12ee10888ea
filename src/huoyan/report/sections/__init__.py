"""Sections that a run of every task has: a file each, its template in html/."""
