"""`python -m huoyan` is the command `huoyan`."""

import sys

from huoyan.cli import main

if __name__ == "__main__":
    sys.exit(main())
