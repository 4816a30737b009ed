"""`python -m pairmatch`: the command line."""

from pairmatch.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
