"""Work in children of a worker, which may be killed at any moment or at a given step.

A child starts with the registry already loaded and with a connection of its own; the
parent has none while it waits.
"""

import os
import signal
import smtplib
import traceback


class Parent:
    """One word, one answer: ``value``, or what went wrong as ``error``."""

    def __init__(self, registry):
        from odoo import api

        self.registry = registry
        self.environment = api.Environment
        self.root = api.SUPERUSER_ID

    def answer(self, word):
        verb, *words = word.split()
        try:
            return {"value": getattr(self, verb)(*words), "error": None}
        except Exception:
            return {"value": None, "error": traceback.format_exc()}

    def begin(self, what, *words, step=None):
        """Do ``what`` in a child of its own; its number."""
        from odoo.sql_db import close_all

        close_all()
        child = os.fork()
        if not child:
            code = 1
            try:
                if step is not None:
                    kill_at(step)
                # a word may end in another way, by a number of its own
                code = getattr(self, what)(*words) or 0
            except BaseException:
                traceback.print_exc()
            finally:
                # nothing of the parent's may be flushed or closed twice
                os._exit(code)
        return child

    def doomed(self, step, what, *words):
        """Do ``what`` in a child that kills itself at that step, if it gets so far."""
        return self.begin(what, *words, step=int(step))

    @staticmethod
    def end(child):
        """How a child ended: 0 when it did its work, -9 when it was killed."""
        _pid, status = os.waitpid(int(child), 0)
        return os.waitstatus_to_exitcode(status)


def kill_at(step):
    """From here on count what this process tells others, and die before the n-th.

    A step is a statement or a commit for the database, or a word for the mail server
    or its answer: between two of them nothing happens that outlives the process. So
    the same number is the same moment on any machine.
    """
    from odoo.sql_db import Cursor

    left = step

    def counted(usual):
        def method(*args, **kwargs):
            nonlocal left
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return usual(*args, **kwargs)

        return method

    for owner, name in (
        *((Cursor, "execute"), (Cursor, "commit")),
        *((smtplib.SMTP, "send"), (smtplib.SMTP, "getreply")),
    ):
        setattr(owner, name, counted(getattr(owner, name)))
