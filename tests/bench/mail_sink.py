"""A mail server that keeps what it gets, and dies or dawdles when told to."""

import asyncio
import threading
import time
from contextlib import suppress


class Sink:
    """Runs in a thread; ``got`` has the recipient and the text of each mail."""

    def __init__(self):
        self.got = []
        self.arrived = threading.Event()
        self.held = threading.Event()
        self.port = 0
        self._callers = 0
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.open()

    def open(self):
        """Listen, on the same port as before."""
        self._server = self._do(
            asyncio.start_server(self._serve, "127.0.0.1", self.port)
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self):
        self._server.close()
        self._do(asyncio.sleep(0.05))

    def recipients(self):
        return sorted(address for address, _text in self.got)

    def hang_up(self):
        """Wait until the callers are gone: what they said before they died counts."""
        for _ in range(500):
            if not self._callers:
                return
            time.sleep(0.01)
        raise TimeoutError("somebody still talks to the mail server")

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _serve(self, reader, writer):
        self._callers += 1
        # who dies in the middle of a word says nothing
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._talk(reader, writer)
        self._callers -= 1
        writer.close()

    async def _talk(self, reader, writer):
        async def say(line):
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        await say("220 sink")
        whom = ""
        while line := (await reader.readline()).decode("latin-1").strip():
            verb = line.upper().split(":")[0].split(" ")[0]
            if verb == "RCPT":
                whom = line.split("<")[1].split(">")[0]
            if verb == "DATA":
                await say("354 go on")
                text = await reader.readuntil(b"\r\n.\r\n")
                self.got.append((whom, text.decode("latin-1")))
                self.arrived.set()
                # it has the mail and is about to say so
                while self.held.is_set():
                    await asyncio.sleep(0.02)
            if verb == "QUIT":
                break
            await say("250 OK")
