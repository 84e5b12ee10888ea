"""What a licence allows, as packages and hubs write it."""

from __future__ import annotations

import pytest

from huoyan.licences.kinds import kind_of, licence_of_text


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("Apache 2.0", "permissive"),
        ("apache-2.0", "permissive"),
        ("Apache Software License", "permissive"),
        ("Apache License, Version 2.0", "permissive"),
        ("MIT License", "permissive"),
        ("3-Clause BSD License", "permissive"),
        ("BSD", "permissive"),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", "permissive"),
        ("Apache-2.0 WITH LLVM-exception", "permissive"),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", "permissive"),
        ("AFL-3.0", "permissive"),
        ("Academic Free License 3.0", "permissive"),
        ("AGPL-3.0", "copyleft"),
        ("MPL-2.0 AND MIT", "copyleft"),
        ("GPL-2.0-only OR MIT", "permissive"),
        ("(GPL-2.0-only OR MIT) AND LGPL-2.1-or-later", "copyleft"),
        ("MIT OR CC-BY-NC-4.0", "permissive"),
        ("GNU General Public License v3 or later (GPLv3+)", "copyleft"),
        ("GNU Affero General Public License v3", "copyleft"),
        ("LGPLv2.1", "copyleft"),
        ("The MIT License (MIT)", "permissive"),
        ("MIT AND CC-BY-NC-4.0", "non-commercial"),
        ("cc-by-nc-4.0", "non-commercial"),
        ("fair-noncommercial-research-license", "non-commercial"),
        ("for research only", "non-commercial"),
        ("for academic use", "non-commercial"),
        ("apple-amlr", "non-commercial"),
        ("non commercial use", "non-commercial"),
        ("Non\u2011Commercial", "non-commercial"),
        ("not for commercial use", "non-commercial"),
        ("禁止商用", "non-commercial"),
        ("commercial use is not restricted", "unknown"),
        ("commercial and non-commercial", "unknown"),
        ("free for non-commercial and commercial use", "unknown"),
        ("for commercial and non-commercial research only", "non-commercial"),
        ("Apache-2.0 WITH Commons-Clause", "unknown"),
        ("MIT WITH noncommercial-use", "non-commercial"),
        ("unknown", "unknown"),
        ("none stated there (the weights of Keras: Apache 2.0)", "unknown"),
        ("Apache 2.0 by its licence file; its README says BSD", "unknown"),
        ("fastvit-license", "unknown"),
        ("LicenseRef-NVIDIA-Proprietary", "unknown"),
        ("MIT AND fastvit-license", "unknown"),
        ("MIT AND", "unknown"),
        ("", "unknown"),
        ("许可证", "unknown"),
    ],
)
def test_a_licence_is_taken_for_what_it_is_and_never_guessed(stated: str, kind: str) -> None:
    assert kind_of(stated) == kind


def test_a_whole_text_is_known_by_its_sentences() -> None:
    mit = "Copyright (c) 2020 A. Person\n\nPermission is hereby granted, free of\ncharge, to any person"
    bsd = "Redistribution and use in source and binary forms, with or without modification"
    assert licence_of_text(mit) == "MIT"
    assert licence_of_text(bsd) == "BSD-2-Clause"
    assert licence_of_text(f"{bsd} ... 3. Neither the name of X") == "BSD-3-Clause"
    assert licence_of_text("Apache License\n  Version 2.0, January 2004") == "Apache-2.0"
    assert licence_of_text(f"{mit} for non-commercial purposes") is None
    assert licence_of_text(f"{mit} for any purpose, commercial or non-commercial") == "MIT"
    assert licence_of_text('"Commons Clause" License Condition. Apache License Version 2.0') is None
    assert licence_of_text("GNU General Public License ... only for noncommercial") == "GPL-2.0-or-later"
    assert licence_of_text("You may use this on Tuesdays.") is None
