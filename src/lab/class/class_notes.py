"""What was ended, when and why, in words that the user finds in their home."""

import os
import time


def write_note(text):
    try:
        with open(os.path.join(os.environ["HOME"], "ended.md"), "a") as file:
            file.write(f"- {time.strftime('%Y-%m-%d %H:%M')}: {text}\n")
    except OSError:
        pass  # The disk is full, which may be what the note is about.
