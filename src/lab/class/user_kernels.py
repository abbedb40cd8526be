"""Kernels of one user of a class: ended when idle, which is said, and not while they compute."""

import os
from datetime import datetime, timezone

from class_notes import write_note
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import PeriodicCallback
from tornado.web import HTTPError


class UserKernels(AsyncMappingKernelManager):
    def __init__(self, **settings):
        super().__init__(**settings)
        self.at_work = PeriodicCallback(self.tell_work, 30_000)
        self.at_work.start()

    def tell_work(self):
        """A cell that computes for hours and says nothing is no idle kernel."""
        for kernel_id in self.list_kernel_ids():
            if getattr(self.get_kernel(kernel_id), "execution_state", None) == "busy":
                self.last_kernel_activity = datetime.now(timezone.utc)

    async def cull_kernel_if_idle(self, kernel_id):
        name = await self.name_of(kernel_id)
        await super().cull_kernel_if_idle(kernel_id)
        if kernel_id not in self:
            minutes = round(self.cull_idle_timeout / 60)
            write_note(
                f"the kernel of {name} was ended: no page was open on it and no cell had run for "
                f"{minutes} minutes. Its variables are gone; the notebook is as you saved it."
            )

    async def name_of(self, kernel_id):
        try:
            for session in await self.parent.session_manager.list_sessions():
                if session["kernel"] and session["kernel"]["id"] == kernel_id:
                    return session["path"]
        except Exception:
            pass  # It is only for the note.
        return "a notebook"


def refuse_shared(model, path, contents_manager, **_):
    """Before a file is saved: what all share is for reading."""
    home = os.path.realpath(contents_manager.root_dir)
    target = os.path.realpath(os.path.join(home, path.strip("/")))
    if os.path.commonpath([home, target]) != home:
        raise HTTPError(
            403,
            f"{path} is shared by the whole class and for reading: save it under another name in your own folder",
        )
