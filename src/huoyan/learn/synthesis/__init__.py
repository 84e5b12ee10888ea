"""Pictures that a generator makes, for classes that are short of them: they train and never test."""
