"""A Chromium of the user's that is asked, by the very files of an exported site."""
