#!/usr/bin/env python3
"""Proves that rust-analyzer keeps working inside of attributed items, while they are being typed.

    scripts/ide.py                everything
    scripts/ide.py --show         and what the editor is shown

It opens the fixture in scripts/ide the way an editor does, makes unsaved edits, and looks at completion, hover, "go to
definition" and diagnostics. It builds into CARGO_TARGET_DIR/ide, or into target/ide.

Without rust-analyzer (which is installed with `rustup component add rust-analyzer` when it is missing) nothing is checked, and
that is no failure.
"""

import argparse
import collections
import json
import os
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURE = ROOT / "scripts" / "ide"
CURSOR = "‸"
# Indexing reads the standard library and builds the dependencies.
INDEXED_WITHIN = 600
ANSWERED_WITHIN = 60

METHOD, FUNCTION, FIELD = 2, 3, 5  # CompletionItemKind
ERROR = 1  # DiagnosticSeverity
CONTENT_MODIFIED, SERVER_CANCELLED = -32801, -32802


# --- The server -----------------------------------------------------------------------------------------------------


class Failed(Exception):
    """The editor does not show what it should."""


class Server:
    """One rust-analyzer, spoken to as an editor speaks to it."""

    def __init__(self, program, target_dir):
        self.process = subprocess.Popen(
            [program], cwd=FIXTURE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.messages = queue.Queue()
        self.count = 0
        self.versions = collections.Counter()
        self.status = None
        self.settings = {
            "cargo": {"buildScripts": {"enable": True}, "targetDir": str(target_dir)},
            "procMacro": {"enable": True, "attributes": {"enable": True}},
            # What the compiler says is not what is asked here.
            "checkOnSave": False,
            "cachePriming": {"numThreads": 1},
        }
        threading.Thread(target=self._read, daemon=True).start()
        self._initialize()

    def _read(self):
        stream = self.process.stdout
        while True:
            length = None
            while (line := stream.readline().strip()):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if length is None:
                self.messages.put(None)
                return
            self.messages.put(json.loads(stream.read(length)))

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _receive(self, deadline):
        """The next answer. What the server asks, and what it tells, is dealt with here."""
        try:
            message = self.messages.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            raise TimeoutError("rust-analyzer does not answer") from None
        if message is None:
            raise ConnectionError("rust-analyzer ended")
        method = message.get("method")
        if method is None:
            return message
        if method == "experimental/serverStatus":
            self.status = message["params"]
        if "id" in message:
            wanted = message["params"].get("items", []) if method == "workspace/configuration" else None
            self._send({"id": message["id"], "result": wanted and [self.settings for _ in wanted]})
        return None

    def notify(self, method, params):
        self._send({"method": method, "params": params})

    def request(self, method, params):
        deadline = time.monotonic() + ANSWERED_WITHIN
        while True:
            self.count += 1
            self._send({"id": self.count, "method": method, "params": params})
            while (answer := self._receive(deadline)) is None or answer.get("id") != self.count:
                pass
            error = answer.get("error")
            if error is None:
                return answer.get("result")
            if error["code"] not in (CONTENT_MODIFIED, SERVER_CANCELLED):
                raise Failed(f"{method}: {error['message']}")
            time.sleep(0.2)

    def _initialize(self):
        self.request("initialize", {
            "processId": os.getpid(),
            "rootUri": FIXTURE.as_uri(),
            "workspaceFolders": [{"uri": FIXTURE.as_uri(), "name": "fixture"}],
            "initializationOptions": self.settings,
            "capabilities": {
                "general": {"positionEncodings": ["utf-32"]},
                "window": {"workDoneProgress": True},
                "workspace": {"configuration": True},
                "textDocument": {
                    "completion": {
                        "completionItem": {"snippetSupport": True, "labelDetailsSupport": True},
                    },
                    "hover": {"contentFormat": ["markdown"]},
                    "definition": {"linkSupport": False},
                    "diagnostic": {},
                },
                "experimental": {"serverStatusNotification": True},
            },
        })
        self.notify("initialized", {})

    def wait(self):
        """Until everything is indexed, and procedural macros are built and loaded."""
        deadline = time.monotonic() + INDEXED_WITHIN
        while not (self.status and self.status["quiescent"]):
            self._receive(deadline)
        if self.status["health"] != "ok":
            raise Failed(f"rust-analyzer is not well: {self.status.get('message')}")

    def stop(self):
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self.process.wait(timeout=10)
        except (OSError, TimeoutError, subprocess.TimeoutExpired):
            self.process.kill()


class Document:
    """A file of the fixture in the editor. The file itself stays as it is."""

    def __init__(self, server, name):
        self.server = server
        self.path = FIXTURE / "src" / name
        self.uri = self.path.as_uri()
        self.saved = self.text = self.path.read_text()
        self.version = 1
        server.notify("textDocument/didOpen", {
            "textDocument": {"uri": self.uri, "languageId": "rust", "version": 1, "text": self.text},
        })

    def become(self, text):
        self.version += 1
        self.text = text
        self.server.notify("textDocument/didChange", {
            "textDocument": {"uri": self.uri, "version": self.version},
            "contentChanges": [{"text": text}],
        })

    def edit(self, old, new):
        """What was saved, with `new` instead of `old`, which occurs once; returns the place of the cursor in it."""
        if self.saved.count(old) != 1:
            raise ValueError(f"{self.path.name} has {self.saved.count(old)} times: {old}")
        text = self.saved.replace(old, new)
        place = position(text)
        self.become(text.replace(CURSOR, ""))
        return place

    def at(self, place):
        """A place in the text as it is, given as a piece of it with the cursor in it."""
        if self.text.count(place.replace(CURSOR, "")) != 1:
            raise ValueError(f"{self.path.name} has not once: {place}")
        return position(self.text.replace(place.replace(CURSOR, ""), place))

    def ask(self, method, place, **more):
        params = {"textDocument": {"uri": self.uri}, "position": place, **more}
        return self.server.request(f"textDocument/{method}", params)

    def complete(self, old, new):
        """The completions at the cursor in `new`, in the order in which an editor shows them."""
        place = self.edit(old, new)
        trigger = new[new.index(CURSOR) - 1]
        context = {"triggerKind": 2, "triggerCharacter": "."} if trigger == "." else {"triggerKind": 1}
        answer = self.ask("completion", place, context=context) or {"items": []}
        items = answer if isinstance(answer, list) else answer["items"]
        return sorted(items, key=lambda item: (item.get("sortText", item["label"]), item["label"]))

    def errors(self):
        report = self.server.request("textDocument/diagnostic", {"textDocument": {"uri": self.uri}})
        return [f"{self.path.name}:{one['range']['start']['line'] + 1}: {one['message']}"
                for one in report["items"] if one.get("severity", ERROR) == ERROR]


def position(text):
    before = text[:text.index(CURSOR)]
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
