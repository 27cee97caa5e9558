#!/usr/bin/env python3
"""Proves that rust-analyzer keeps working inside of attributed items, while they are being typed.

    scripts/ide.py                one line for each check
    scripts/ide.py --show         and what the editor shows

It opens the fixture in scripts/ide the way an editor does, makes unsaved edits, and looks at completion, hover, "go to
definition" and diagnostics. It builds into CARGO_TARGET_DIR/ide, or into target/ide.

rust-analyzer is that of the toolchain, added with `rustup component add rust-analyzer rust-src` when it is missing. Where it
cannot be had, nothing is checked, and that is no failure.
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

METHOD, FIELD, STRUCT = 2, 5, 22  # CompletionItemKind
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

    def start(self):
        """Starts, and waits until everything is indexed, and procedural macros are built and loaded."""
        self._initialize()
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


# --- What an editor shows -------------------------------------------------------------------------------------------

SHOW = False


def show(lines):
    if SHOW:
        print("".join(f"        {line}\n" for line in lines), end="")


def squeezed(text):
    return re.sub(r"\s+", "", text)


def names(items):
    """The names on offer, without what follows them: `fetch(..)` as `fetch`."""
    return [re.match(r"(?:async )?(?:fn )?([\w!]*)", item["label"])[1] for item in items]


def offers(items, wanted):
    """Are these names on offer?"""
    show(f"{item['label']}  {item.get('detail') or ''}" for item in items[:20])
    missing = [name for name in wanted if name not in names(items)]
    if missing:
        raise Failed(f"does not offer {', '.join(missing)}, but {', '.join(names(items)[:20]) or 'nothing'}")


def inserts(items, wanted):
    """Is this text, in which spaces do not count, inserted for an item?"""
    texts = {item["label"]: (item.get("textEdit") or {}).get("newText", "") for item in items}
    show(texts.values())
    for part in wanted:
        if not any(squeezed(part) in squeezed(text) for text in texts.values()):
            raise Failed(f"inserts nowhere: {part}")


def nothing_hidden(items):
    hidden = [name for name in names(items) if name.startswith("__")]
    if hidden:
        raise Failed(f"offers what is hidden: {', '.join(hidden)}")


def typed(items, wanted):
    """Do the hooks, with these types, come before all that the caller does not have of its own?"""
    offers(items, wanted)
    own = [item for item in items if item["kind"] == METHOD and not (item.get("labelDetails") or {}).get("detail")]
    if items[:len(own)] != own:
        raise Failed(f"something else comes before the hooks: {', '.join(names(items)[:len(own)])}")
    for name, ty in wanted.items():
        found = next(item["detail"] for item in own if names([item]) == [name])
        if squeezed(plain(found)) != squeezed(ty):
            raise Failed(f"{name} is shown as {found}")


def plain(ty):
    """The type without the allocator of a `Vec`, and with what an `async fn` borrows and returns written as such."""
    ty = re.sub(r"'__\w+ ", "", ty)
    written_out = re.sub(r"^fn\((.*)\) -> impl Future<Output = (.*)> \+ Send.*$", r"async fn(\1) -> \2", ty)
    return written_out.replace(", Global", "")


def says(hover, wanted):
    text = hover["contents"]["value"] if hover else "nothing"
    show(text.splitlines())
    for part in wanted:
        if part not in text:
            raise Failed(f"does not say: {part}")


def leads(places, document, line):
    """Does "go to definition" lead to the line of the saved file that holds this text, and nowhere else?"""
    found = [f"{place['uri'].rsplit('/', 1)[1]}:{place['range']['start']['line'] + 1}" for place in places or []]
    show(found)
    if document.saved.count(line) != 1:
        raise ValueError(f"{document.path.name} has not once: {line}")
    wanted = f"{document.path.name}:{document.saved[:document.saved.index(line)].count(chr(10)) + 1}"
    if found != [wanted]:
        raise Failed(f"leads to {', '.join(found) or 'nowhere'} and not to {wanted} alone")


# --- The checks -----------------------------------------------------------------------------------------------------

def after(document, old, new, at, typed_there, wanted):
    """Are these names on offer at the cursor in `typed_there`, while something else is unfinished?"""
    saved = document.saved
    try:
        document.saved = saved.replace(old, new)
        offers(document.complete(at, typed_there), wanted)
    finally:
        document.saved = saved


BEFORE_END = "// The end of the impl.\n"
IN_BODY = "let prefix = self.signature();"
IN_HOST = 'println!("{:?}", feed.resolve("harbor")?);'
LAST_HOOK = "fn render(&self, text: String) -> String;"
END_OF_LIFE = "// The end of the life.\n"
IN_START = 'println!("{} starts", cx.id());'
END_OF_ENTRIES = "// The end of the entries.\n"
IN_PRINT = 'println!("{:?}", feed.resolve("harbor")?);'


def checks(api, plugins, wrapper, host, chosen):
    """Each check is its name and what it does; it raises `Failed`."""
    files = [api, plugins, wrapper, host, chosen]
    hook_types = {
        "fetch": "async fn(&self, &str) -> Result<Vec<String>, HookError>",
        "resolve": "fn(&self, &str) -> Result<Option<Place>, HookError>",
        "render": "fn(&self, String) -> Result<String, HookError>",
    }
    isolated_types = {
        "fetch": "async fn(&self, &str) -> Vec<String>",
        "resolve": "fn(&self, &str) -> Option<Place>",
        "render": "fn(&self, String) -> String",
    }
    reported_types = {
        "fetch": "async fn(&self, &str) -> Report<Vec<String>>",
        "resolve": "fn(&self, &str) -> Report<Option<Place>>",
        "render": "fn(&self, String) -> Report<String>",
    }

    for document in files:
        def silent(document=document):
            errors = document.errors()
            show(errors)
            if errors:
                raise Failed("; ".join(errors))
        yield f"no errors in {document.path.name}", silent

    yield "body of a hook: `self.` offers fields and methods", lambda: offers(
        plugins.complete(IN_BODY, "let prefix = self.‸\n"), ["station", "home", "signature"])
    yield "body of a hook: `topic.` offers methods", lambda: offers(
        plugins.complete(IN_BODY, "let prefix = topic.‸\n"), ["len", "trim", "to_uppercase"])
    yield "body of a hook: `self.` alone", lambda: offers(
        plugins.complete(IN_BODY, "self.‸\n        let prefix = \"\";"), ["station", "home", "signature"])
    yield "body of a hook that is written without `async`", lambda: offers(
        plugins.complete('format!("where to find the {topic}")', "let way = topic.‸\n"), ["len", "trim"])
    yield "body of a hook beside an unfinished one", lambda: offers(
        plugins.complete(BEFORE_END, "fn re\n    fn render(&self, text: String) -> String { self.‸ }\n"),
        ["station", "home", "signature"])
    for pattern, matched in (("rend*", "matches"), ("none_*", "matches nothing"), ("", "is unfinished")):
        method = f'#[on("{pattern}")]\n    fn any(&self, text: String) -> String {{ self.‸ }}\n'
        yield f"body of a method whose pattern {matched}", lambda method=method: offers(
            plugins.complete(BEFORE_END, method), ["station", "home", "signature"])
    yield "body of a wrapper: `next.` offers `run`", lambda: offers(
        wrapper.complete("next.run().await?;", "next.‸\n"), ["run"])
    yield "body of a wrapper: what `next.run()` returns is known", lambda: offers(
        wrapper.complete("next.run().await?;", "next.run().await?;\n        headlines.‸\n"), ["push", "dedup"])

    yield "braces of an extension: `fn re` offers the hooks", lambda: offers(
        plugins.complete(BEFORE_END, "fn re‸\n"), ["resolve", "render"])
    yield "braces of an extension: `fn re` inserts their signatures", lambda: inserts(
        plugins.complete(BEFORE_END, "fn re‸\n"),
        ["fn resolve(&self, place: &str) -> Option<Place>", "fn render(&self, text: String) -> String"])
    yield "braces of an extension: `fn re` offers nothing hidden", lambda: nothing_hidden(
        plugins.complete(BEFORE_END, "fn re‸\n"))
    yield "braces of a wrapper: `fn re` offers the hooks", lambda: offers(
        wrapper.complete(BEFORE_END, "fn re‸\n"), ["resolve", "render"])
    whole = wrapper.saved[wrapper.saved.index("    async fn fetch"):wrapper.saved.index(BEFORE_END)]
    yield "braces of a wrapper: `fn fe` inserts a signature with `next`", lambda: inserts(
        wrapper.complete(whole, "    fn fe‸\n"),
        ["(&self, topic: &str, next: pluginkit::Next<'_, ", "-> pluginkit::HookResult<"])
    yield "braces of a wrapper: `fn fe` offers nothing hidden", lambda: nothing_hidden(
        wrapper.complete(whole, "    fn fe‸\n"))

    yield "caller: `feed.` offers the hooks with their types", lambda: typed(
        host.complete(IN_HOST, "feed.‸\n"), hook_types)
    yield "caller: `let x = feed.` offers them too", lambda: typed(
        host.complete(IN_HOST, "let x = feed.‸\n"), hook_types)
    yield "caller: `feed.isolated().` offers the hooks with their types", lambda: typed(
        host.complete(IN_HOST, "feed.isolated().‸\n"), isolated_types)
    yield "caller: `feed.reported().` offers the hooks with their types", lambda: typed(
        host.complete(IN_HOST, "feed.reported().‸\n"), reported_types)
    yield "caller: `feed.` offers nothing hidden", lambda: nothing_hidden(host.complete(IN_HOST, "feed.‸\n"))

    yield "hover: a call of a hook shows its documentation", lambda: says(
        host.ask("hover", host.at("feed.fe‸tch")),
        ["fn fetch<", "topic: &'__a str", "impl ::core::future::Future<Output = ", "Fetches a headline for a topic.",
         "what every plugin returns"])
    yield "hover: a call after `isolated()` shows its documentation", lambda: says(
        host.ask("hover", host.at("isolated().ren‸der")),
        ["fn render(&self, text: String) -> String", "Passes the text through every plugin.", "skipped"])
    yield "hover: the point in an extension shows its documentation", lambda: says(
        plugins.ask("hover", plugins.at("impl Fe‸ed for Weather")), ["trait Feed", "Where headlines come from."])
    yield "hover: an implementation shows the documentation of its hook", lambda: says(
        plugins.ask("hover", plugins.at("async fn fe‸tch")), ["Fetches a headline for a topic."])
    yield "definition: a call of a hook", lambda: leads(
        host.ask("definition", host.at("feed.fe‸tch")), api, "async fn fetch")
    yield "definition: a call after `isolated()`", lambda: leads(
        host.ask("definition", host.at("isolated().ren‸der")), api, LAST_HOOK)
    yield "definition: the point in `caller::<dyn Feed>()`", lambda: leads(
        host.ask("definition", host.at("dyn Fe‸ed>")), api, "pub trait Feed")
    yield "definition: the point in an extension", lambda: leads(
        plugins.ask("definition", plugins.at("impl Fe‸ed for Weather")), api, "pub trait Feed")
    yield "definition: the point in a wrapper", lambda: leads(
        wrapper.ask("definition", wrapper.at("impl FeedWr‸apper")), api, "pub trait Feed")

    yield "point: the type of an argument in an unfinished hook", lambda: offers(
        api.complete(LAST_HOOK, f"{LAST_HOOK}\n    fn near(&self, place: Pl‸"), ["Place", "Option"])
    yield "point: the type that an unfinished hook returns", lambda: offers(
        api.complete(LAST_HOOK, f"{LAST_HOOK}\n    fn near(&self, place: &str) -> Option<Pl‸"), ["Place"])
    yield "point: the type in a finished hook", lambda: offers(
        api.complete(LAST_HOOK, "fn render(&self, text: Pl‸) -> String;"), ["Place"])
    yield "plugin: the type of a field", lambda: offers(
        plugins.complete("home: Option<Place>,", "home: Pl‸"), ["Place", "Option"])
    life = "(&self, cx: &PluginContext) -> Result<(), BoxError>"
    yield "braces of a life: `fn ` offers the hooks that are not there yet", lambda: offers(
        plugins.complete(END_OF_LIFE, "fn ‸\n"), ["init", "stop", "unload"])
    yield "braces of a life: `fn ` inserts their signatures", lambda: inserts(
        plugins.complete(END_OF_LIFE, "fn ‸\n"), [f"async fn {hook}{life}" for hook in ("init", "stop", "unload")])
    yield "braces of a life: `fn ` offers nothing hidden", lambda: nothing_hidden(
        plugins.complete(END_OF_LIFE, "fn ‸\n"))
    yield "body of a start: `cx.` offers what a plugin has of its manager", lambda: offers(
        plugins.complete(IN_START, "cx.‸\n"), ["id", "plugins", "caller", "own", "subscribe"])
    yield "hover: a hook of a life shows its documentation", lambda: says(
        plugins.ask("hover", plugins.at("async fn sta‸rt")), ["Each time the plugin is started"])
    yield "hover: starting shows its documentation", lambda: says(
        host.ask("hover", host.at("plugins.sta‸rt()")), ["async fn start(&self)", "# Errors"])

    yield "plugin: the type inside of a field's type", lambda: offers(
        plugins.complete("home: Option<Place>,", "home: Option<Pl‸>,"), ["Place"])

    yield "set: `weather: We` offers the plugins", lambda: offers(
        chosen.complete("weather: Weather,", "weather: We‸,"), ["Weather"])
    yield "set: `atlas: plugins::` offers the plugins", lambda: offers(
        chosen.complete("atlas: plugins::Atlas,", "atlas: plugins::‸,"), ["Atlas", "Weather"])
    yield "set: `stocks: plugins::` offers the plugins, where there is no comma yet", lambda: offers(
        chosen.complete(END_OF_ENTRIES, "stocks: plugins::‸\n"), ["Atlas", "Weather"])
    yield "set: `stocks: ` offers what may follow", lambda: offers(
        chosen.complete(END_OF_ENTRIES, "stocks: ‸\n"), ["plugins", "Weather"])
    yield "set: `points: [Fe]` offers the points", lambda: offers(
        chosen.complete("points: [api::Feed];", "points: [Fe‸];"), ["Feed"])
    yield "set: `points: [api::]` offers the points", lambda: offers(
        chosen.complete("points: [api::Feed];", "points: [api::‸];"), ["Feed"])
    yield "set: `points: []` offers what may follow", lambda: offers(
        chosen.complete("points: [api::Feed];", "points: [‸];"), ["api", "Feed"])
    yield "caller of a set: `feed.` offers the hooks with their types", lambda: typed(
        chosen.complete(IN_PRINT, "feed.‸\n"), hook_types)
    yield "caller of a set: `set.caller::<dyn Feed>().isolated().` offers them too", lambda: typed(
        chosen.complete(IN_PRINT, "set.caller::<dyn Feed>().isolated().‸\n"), isolated_types)
    yield "caller of a set: `feed.` offers nothing hidden", lambda: nothing_hidden(
        chosen.complete(IN_PRINT, "feed.‸\n"))
    yield "set: `set.` offers what it has and who is in it", lambda: offers(
        chosen.complete(IN_PRINT, "set.‸\n"), ["weather", "atlas", "caller", "start"])
    yield "set: `set.` offers nothing hidden", lambda: nothing_hidden(chosen.complete(IN_PRINT, "set.‸\n"))
    yield "set: what a hook returns is known", lambda: offers(
        chosen.complete(IN_PRINT, "feed.resolve(\"\").unwrap().unwrap().‸\n"), ["name", "latitude"])
    yield "hover: a call of a set's hook shows its documentation", lambda: says(
        chosen.ask("hover", chosen.at("feed.fe‸tch")), ["Fetches a headline for a topic.", "what every plugin returns"])
    yield "hover: `caller` of a set shows its documentation", lambda: says(
        chosen.ask("hover", chosen.at("feed = set.cal‸ler")), ["fn caller", "A caller of the extension point"])
    yield "hover: the name of a set shows its documentation", lambda: says(
        chosen.ask("hover", chosen.at("= Newsr‸oom::default")), ["struct Newsroom", "Everybody."])
    yield "definition: a call of a set's hook", lambda: leads(
        chosen.ask("definition", chosen.at("feed.fe‸tch")), api, "async fn fetch")
    yield "definition: the point in a set", lambda: leads(
        chosen.ask("definition", chosen.at("[api::Fe‸ed]")), api, "pub trait Feed")
    yield "definition: the module of the point in a set", lambda: leads(
        chosen.ask("definition", chosen.at("[ap‸i::Feed]")), api, "//! What the host asks")
    yield "definition: the type of an entry", lambda: leads(
        chosen.ask("definition", chosen.at("weather: Wea‸ther")), plugins, "pub struct Weather")
    yield "definition: the type of an entry behind a path", lambda: leads(
        chosen.ask("definition", chosen.at("plugins::At‸las")), plugins, "pub struct Atlas")
    yield "definition: the name of a set", lambda: leads(
        chosen.ask("definition", chosen.at("= Newsr‸oom::default")), chosen, "pub struct Newsroom")
    yield "definition: the name of a set, where it is written", lambda: leads(
        chosen.ask("definition", chosen.at("struct Newsr‸oom")), chosen, "pub struct Newsroom")
    yield "definition: a plugin of a set", lambda: leads(
        chosen.ask("definition", chosen.at("set.wea‸ther")), chosen, "weather: Weather")

    for typed_so_far in ("stocks: ", "stocks", "stocks: plugins::", "pub ", "stocks: Weather<"):
        def alone(typed_so_far=typed_so_far):
            chosen.edit(END_OF_ENTRIES, f"{typed_so_far}‸\n")
            line = chosen.text[:chosen.text.index(typed_so_far + "\n")].count("\n") + 1
            errors = [error for document in (chosen, host) for error in document.errors()]
            show(errors)
            others = [error for error in errors if not error.startswith(f"set.rs:{line}:")]
            if others:
                raise Failed("; ".join(others))
        yield f"set: an unfinished `{typed_so_far.strip()}` is the only error", alone
    yield "set: beside an unfinished entry, the others are completed", lambda: offers(
        chosen.complete(END_OF_ENTRIES, "stocks: ,\n        other: plugins::‸\n"), ["Atlas", "Weather"])
    yield "set: beside an unfinished entry, a caller has its hooks", lambda: after(
        chosen, END_OF_ENTRIES, "stocks: \n", IN_PRINT, "feed.‸\n", ["fetch", "resolve", "render"])


# --- All together ---------------------------------------------------------------------------------------------------


def analyzer():
    """The program, or why there is none."""
    if not shutil.which("rustup"):
        return None, "there is no rustup to get it with"

    def rustup(*arguments):
        # rust-toolchain.toml is looked up from here.
        return subprocess.run(["rustup", *arguments], cwd=ROOT, capture_output=True, text=True)

    components = ["rust-analyzer", "rust-src"]
    installed = rustup("component", "list", "--installed").stdout.split()
    if not all(any(one.startswith(name) for one in installed) for name in components):
        added = rustup("component", "add", *components)
        if added.returncode:
            return None, f"`rustup component add {' '.join(components)}` fails"
    found = rustup("which", "rust-analyzer")
    if found.returncode:
        return None, "`rustup which rust-analyzer` does not find it"
    program = found.stdout.strip()
    version = subprocess.run([program, "--version"], capture_output=True, text=True)
    return (program, version.stdout.strip()) if not version.returncode else (None, "it does not start")


def run(name, check, documents):
    began = time.monotonic()
    try:
        check()
        verdict = "ok"
    except Failed as failure:
        verdict = f"failed: {failure}"
    for document in documents:
        if document.text != document.saved:
            document.become(document.saved)
    print(f"{name} ... {verdict}" + (f" ({time.monotonic() - began:.2f} s)" if SHOW else ""), flush=True)
    return verdict == "ok"


def main():
    global SHOW
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="print what the editor shows")
    SHOW = parser.parse_args().show
    program, version = analyzer()
    if program is None:
        print(f"rust-analyzer: skipped, {version}")
        return 0
    print(version)

    target_dir = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "ide"
    # The fixture links the versions the project tests.
    shutil.copyfile(ROOT / "Cargo.lock", FIXTURE / "Cargo.lock")
    compiled = subprocess.run(["cargo", "check", "--quiet", "--target-dir", target_dir], cwd=FIXTURE)
    if compiled.returncode:
        print("the fixture does not compile")
        return 1

    server = Server(program, target_dir / "analyzer")
    try:
        server.start()
        documents = [Document(server, name) for name in ("api.rs", "plugins.rs", "wrapper.rs", "main.rs", "set.rs")]
        passed = [run(name, check, documents) for name, check in checks(*documents)]
    except (Failed, TimeoutError, ConnectionError) as failure:
        print(f"failed: {failure}")
        return 1
    finally:
        server.stop()
    failed = passed.count(False)
    print(f"{len(passed)} checks, {failed} failed" if failed else f"{len(passed)} checks, all ok")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
