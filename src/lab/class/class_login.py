"""Log-in with a name and the token that was made for it."""

import asyncio
import hashlib
import hmac

from jupyterhub.auth import Authenticator
from traitlets import Dict

nobody = {"salt": "nobody", "hash": "0" * 64}


def is_token(token, known):
    made = hashlib.scrypt(token.encode(), salt=known["salt"].encode(), n=16384, r=8, p=1, dklen=32, maxmem=1 << 26)
    return hmac.compare_digest(made.hex(), known["hash"])


class ClassLogin(Authenticator):
    known = Dict(help="By name: salt and hash of the token.").tag(config=True)

    async def authenticate(self, handler, data):
        name = data["username"].strip().lower()
        known = self.known.get(name)
        # A name that is not there takes as long as one that is.
        fits = await asyncio.to_thread(is_token, data["password"].strip(), known or nobody)
        if known and fits:
            return name
        await asyncio.sleep(1)  # Nobody tries a thousand.
        return None
