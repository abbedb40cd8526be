"""Users of a class at once, each as a browser would come: log in, start, run cells, drag a slider.

Reads from standard input as JSON: url, notebook, drags, and users, each with name, token and mischief (null or
the code of cells of theirs that misbehave). Writes a line of JSON for each user.
"""

import json
import os
import sys
import threading
import time
import uuid

import requests
import websocket

asked = json.load(sys.stdin)
url = asked["url"].rstrip("/")
started = threading.Barrier(len(asked["users"]))
printing = threading.Lock()


class User:
    def __init__(self, name, token):
        self.name = name
        browser = requests.Session()
        browser.get(f"{url}/hub/login", timeout=60).raise_for_status()
        xsrf = {cookie.name: cookie.value for cookie in browser.cookies}["_xsrf"]
        form = {"username": name, "password": token, "_xsrf": xsrf}
        answer = browser.post(f"{url}/hub/login?next=%2Fhub%2Ftoken", data=form, timeout=60)
        if answer.url.rstrip("/").endswith("login") or answer.status_code != 200:
            raise RuntimeError(f"log-in failed with {answer.status_code}")
        xsrf = {cookie.name: cookie.value for cookie in browser.cookies}["_xsrf"]
        made = browser.post(
            f"{url}/hub/api/users/{name}/tokens", headers={"X-XSRFToken": xsrf}, json={"note": "soak"}, timeout=60
        )
        made.raise_for_status()
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"token {made.json()['token']}"

    def start(self):
        answer = self.http.post(f"{url}/hub/api/users/{self.name}/server", timeout=300)
        if answer.status_code not in (201, 202):
            raise RuntimeError(f"the server did not start: {answer.status_code} {answer.text[:200]}")
        until = time.monotonic() + 300
        while time.monotonic() < until:
            about = self.http.get(f"{url}/hub/api/users/{self.name}", timeout=60).json()
            if about["servers"].get("", {}).get("ready"):
                return
            if not about["servers"] and not about.get("pending"):
                raise RuntimeError("the server ended while it started")
            time.sleep(0.2)
        raise RuntimeError("the server was not ready in five minutes")

    def own(self, method, path, **words):
        answer = self.http.request(method, f"{url}/user/{self.name}/api/{path}", timeout=120, **words)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def open(self, notebook):
        words = {"path": notebook, "type": "notebook", "name": "", "kernel": {"name": "tslab"}}
        self.kernel = self.own("POST", "sessions", json=words)["kernel"]["id"]
        self.session = uuid.uuid4().hex
        self.socket = websocket.create_connection(
            f"{url.replace('http', 'ws', 1)}/user/{self.name}/api/kernels/{self.kernel}/channels"
            f"?session_id={self.session}",
            header=[f"Authorization: {self.http.headers['Authorization']}"],
            timeout=300,
        )

    def send(self, kind, content):
        header = {
            **{"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": self.name},
            **{"session": self.session, "version": "5.3", "date": ""},
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self.socket.send(json.dumps({**message, "buffers": []}))
        return header["msg_id"]

    def ask(self, kind, content, answer):
        """Sends a request and gives back what came because of it until its idle, and its answer, if it has one."""
        own = self.send(kind, content)
        came, is_idle, is_answered = [], False, answer is None
        while not (is_idle and is_answered):
            message = self.socket.recv()
            if isinstance(message, bytes):
                continue  # With buffers of binary data, which nothing here reads.
            message = json.loads(message)
            if message.get("parent_header", {}).get("msg_id") != own:
                continue
            came.append(message)
            is_answered = is_answered or message["msg_type"] == answer
            is_idle = is_idle or message["content"].get("execution_state") == "idle"
        return came

    def run(self, code):
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        begin = time.monotonic()
        came = self.ask("execute_request", content, "execute_reply")
        milliseconds = 1000 * (time.monotonic() - begin)
        reply = next(message["content"] for message in came if message["msg_type"] == "execute_reply")
        return milliseconds, reply, came


def live(user, words):
    report = words["report"]
    clock = time.monotonic()
    user.start()
    report["serverSeconds"] = time.monotonic() - clock
    cells = user.own("GET", f"contents/{asked['notebook']}")["content"]["cells"]
    user.open(asked["notebook"])
    user.run("1")
    report["firstCellSeconds"] = time.monotonic() - clock
    report["beforeTensorFlowMb"] = megabytes_of(user.name)
    started.wait(timeout=600)

    slider = None
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        code = cell["source"]
        milliseconds, reply, came = user.run(code)
        may_fail = "raises-exception" in cell["metadata"].get("tags", [])
        if reply["status"] != "ok" and not may_fail:
            report["faults"].append(f"a cell failed: {reply.get('ename')}: {reply.get('evalue')}"[:300])
        report["cells"].append(milliseconds)
        if slider is None:
            slider = slider_in(came)
        if words["mischief"] and len(report["cells"]) == 3:
            return misbehave(user, words)
    report["afterMb"] = megabytes_of(user.name)
    if slider is None:
        report["faults"].append("no slider came")
    for step in range(asked["drags"] if slider else 0):
        begin = time.monotonic()
        value = {"method": "update", "state": {slider["key"]: slider["values"][step % len(slider["values"])]}}
        came = user.ask("comm_msg", {"comm_id": slider["comm"], "data": value}, None)
        report["drags"].append(1000 * (time.monotonic() - begin))
        if not any(message["msg_type"] in ("update_display_data", "comm_msg", "display_data") for message in came):
            report["faults"].append("a drag drew nothing")

    keep_a_file(user, report)


def misbehave(user, words):
    """Runs cells that take all they can; then the user mends it in the browser, and saves a file."""
    report = words["report"]
    for code in words["mischief"]:
        try:
            _, reply, came = user.run(code)
            said = "".join(message["content"].get("text", "") for message in came).strip()
            end = f"{reply['status']} {reply.get('ename', '')} {reply.get('evalue', '')} {said}"
        except Exception as error:
            end = f"{type(error).__name__}: {error}"
        report["mischief"].append(" ".join(end.split())[:240])
    patiently(lambda: tidy_up(user, report))
    patiently(lambda: keep_a_file(user, report))


def patiently(act):
    """Who has let loose a thousand processes waits until they have ended."""
    for patience in range(30):
        try:
            return act()
        except requests.RequestException:
            if patience == 29:
                raise
            time.sleep(3)


def tidy_up(user, report):
    folder = asked["notebook"].rsplit("/", 1)[0]
    for file in user.own("GET", f"contents/{folder}")["content"]:
        if file["name"].startswith("fill-"):
            user.own("DELETE", f"contents/{folder}/{file['name']}")
    report["ended"] = user.own("GET", "contents/ended.md")["content"]


def keep_a_file(user, report):
    text = f"kept by {user.name}"
    kept = {"type": "file", "format": "text", "content": text}
    user.own("PUT", "contents/my/kept.txt", json=kept)
    if user.own("GET", "contents/my/kept.txt")["content"] != text:
        report["faults"].append("a saved file came back otherwise")


def megabytes_of(name):
    """What the processes of a user take, memory that several share divided among them."""
    total = 0
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/environ", "rb") as file:
                if f"JUPYTERHUB_USER={name}".encode() not in file.read().split(b"\0"):
                    continue
            with open(f"/proc/{entry}/smaps_rollup") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except (OSError, ValueError):
            continue
    return total * 1024 / 1e6


def slider_in(came):
    for message in came:
        if message["msg_type"] == "comm_open":
            state = message["content"]["data"].get("state", {})
            if "value" in state and "max" in state:
                low, high = state["min"], state["max"]
                values = [round(low + (high - low) * share, 2) for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
                return {"comm": message["content"]["comm_id"], "key": "value", "values": values}
            if "index" in state:
                return {"comm": message["content"]["comm_id"], "key": "index", "values": [1, 3, 5, 7, 9]}
    return None


def whole_life(words):
    report = {"name": words["name"], "cells": [], "drags": [], "faults": [], "mischief": []}
    words["report"] = report
    try:
        live(User(words["name"], words["token"]), words)
    except Exception as error:
        report["faults"].append(f"{type(error).__name__}: {error}"[:400])
        started.abort()
    with printing:
        print(json.dumps(report), flush=True)


threads = [threading.Thread(target=whole_life, args=[words]) for words in asked["users"]]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
