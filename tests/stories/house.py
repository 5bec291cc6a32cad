"""A running Biyun in a temporary folder, a logger, and a person with a browser's cookie: what the stories speak with."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

BIYUN = os.environ["BIYUN"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
READY_S_MAX = 120
STOP_S_MAX = 5


def run(*words, stdin="", check=None):
    """Runs a tool of Biyun to its end."""
    done = subprocess.run([BIYUN, *words], input=stdin, capture_output=True, text=True, timeout=300, cwd="/")
    if check is not None:
        assert done.returncode == check, f"biyun {' '.join(words)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


class Server:
    """`biyun serve` on free loopback ports."""

    def __init__(self, data, *words):
        self.data = str(data)
        self.words = words
        self.said = []
        self.process = None
        self.http = "127.0.0.1:0"   # any free port; a story may keep the first one

    def start(self):
        self.process = subprocess.Popen(
            [BIYUN, "serve", "--data", self.data, "--http", self.http, "--hj212", "127.0.0.1:0", *self.words],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = []
        ready = threading.Event()

        def listen():
            for line in self.process.stdout:
                self.said.append(line.rstrip("\n"))
                if line.startswith("ready "):
                    ready.set()
            ready.set()

        threading.Thread(target=listen, daemon=True).start()
        assert ready.wait(READY_S_MAX), "the server did not become ready"
        line = next((line for line in self.said if line.startswith("ready ")), None)
        assert line, "the server ended: " + "\n".join(self.said)
        self.http_port, self.door_port = (int(port) for port in re.findall(r":(\d+)\b", line))
        return self

    def stop(self):
        """As an operator stops it; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_S_MAX)

    def kill(self):
        """As a power cut stops it."""
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.kill()


class Person:
    """Somebody with a session."""

    def __init__(self, server, login=None, password=None):
        self.server = server
        self.cookie = self.csrf = None
        if login:
            status, me = self.ask("POST", "/session", {"login": login, "password": password})
            assert status == 200, (status, me)
            self.csrf = me["csrf"]

    def raw(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.http_port, timeout=30)
        headers = dict(headers or {})
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.csrf and method != "GET":
            headers["X-CSRF-Token"] = self.csrf
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        connection.request(method, path if path.startswith("/metrics") else "/api/v1" + path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = cookie.split(";")[0]
        connection.close()
        return answer, text

    def ask(self, method, path, body=None):
        answer, text = self.raw(method, path, body)
        return answer.status, (json.loads(text) if text and "json" in (answer.headers.get("Content-Type") or "") else text.decode())

    def get(self, path):
        status, body = self.ask("GET", path)
        assert status == 200, (path, status, body)
        return body


def administrator(server):
    """Logs in as the first administrator, whose password the first start printed, and gives it a new one."""
    line = next(line for line in server.said if "first start" in line)
    password = re.search(r"password (\S+)", line).group(1)
    person = Person(server, "admin", password)
    status, answer = person.ask("POST", "/session/password", {"old": password, "new": "a-long-new-password-1"})
    assert status == 204, (status, answer)
    return Person(server, "admin", "a-long-new-password-1")


def crc16(data):
    """HJ 212-2017, appendix A."""
    crc = 0xFFFF
    for byte in data:
        crc = (crc >> 8) ^ byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def frame(segment):
    data = segment.encode()
    return b"##%04d" % len(data) + data + b"%04X\r\n" % crc16(data)


def upload(mn, qn, data_time, cod=30.0, cn="2011", st="32", password="123456", more=""):
    return frame(f"QN={qn};ST={st};CN={cn};PW={password};MN={mn};Flag=5;CP=&&DataTime={data_time};"
                 f"w01018-Rtd={cod:.2f},w01018-Flag=N{more}&&")


class Logger:
    """A logger's side of a connection."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.door_port), timeout=10)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data)

    def answers(self, wanted, seconds=10):
        """Segments that came, until there are as many as wanted, or the time is over, or the server hung up."""
        found = []
        end = time.monotonic() + seconds
        while len(found) < wanted and time.monotonic() < end:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                data = self.socket.recv(65536)
            except (TimeoutError, ConnectionError):
                break
            if not data:
                break
            self.buffer += data
            lines = self.buffer.split(b"\r\n")
            self.buffer = lines.pop()
            found += [line[6:-4].decode() for line in lines]
        return found

    def close(self):
        self.socket.close()

    __del__ = close


def register(person, mn, code, factors=(("w01018", "mg/L"),), limit_set="GB18918-2002/一级A"):
    """A waste-water outlet with its logger; gives the point's id."""
    status, point = person.ask("POST", "/points", {"code": code, "name": f"排口 {code}（虚构）", "kind": "water_outlet", "facility": "测试厂（虚构）",
                                                   "area": "140215", "longitude": 113.6, "latitude": 40.0})
    assert status == 201, (status, point)
    channels = [{"factor": factor, "unit": unit, "limit_set": limit_set, "required": True} for factor, unit in factors]
    status, answer = person.ask("PUT", f"/points/{point['id']}/channels", channels)
    assert status == 200, (status, answer)
    status, answer = person.ask("PUT", f"/loggers/{mn}", {"point": point["id"], "password": "123456", "edition": "2017", "rtd_interval_s": 30})
    assert status == 200, (status, answer)
    return point["id"]


def eventually(condition, seconds=20, what="the condition"):
    """Waits until `condition` gives something true, and gives it."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"{what} did not come true in {seconds} s"
        time.sleep(0.05)


class Story(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="biyun-story-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / "data"

    def server(self, *words, data=None):
        server = Server(data or self.data, *words)
        self.addCleanup(server.__exit__)
        return server.start()
