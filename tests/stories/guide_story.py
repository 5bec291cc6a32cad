"""docs/write-a-register.md is followed word for word: its file is put where it says, every command of it is run in its order, and what it says
comes out is looked for. A guide that no longer tells the truth fails here."""
import json
import os
import re
import struct
import subprocess
import threading
import unittest
import zlib

import house

GUIDE = house.ROOT / "docs" / "write-a-register.md"
SPREADSHEETS = "/usr/bin/python3"   # Debian's own: it has openpyxl
BLOCK_S_MAX = 60
BLOCK = re.compile(r"^```(?P<kind>\w+)(?P<said>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

MAKE_SHEET = """
import json, openpyxl, sys
book = openpyxl.Workbook()
for row in json.load(sys.stdin):
    book.active.append([cell or None for cell in row])
book.active.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(row))
book.save(sys.argv[1])
"""


def one_pixel():
    """A picture, for the step that needs one."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"\0\x30\x80\x40")) + chunk(b"IEND", b""))


class Shell:
    """One bash, as the reader has one open: what a block defines the next one knows."""

    def __init__(self, folder, surroundings):
        self.process = subprocess.Popen(["bash"], cwd=folder, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)

    def run(self, text):
        """What it printed, and how its last command ended."""
        watch = threading.Timer(BLOCK_S_MAX, self.process.kill)
        watch.start()
        self.process.stdin.write(text + "\nprintf '\\n-- ended with %d\\n' $?\n")
        self.process.stdin.flush()
        printed = []
        for line in self.process.stdout:
            ended = re.match(r"-- ended with (\d+)$", line)
            if ended:
                watch.cancel()
                return "".join(printed), int(ended.group(1))
            printed.append(line)
        raise AssertionError("the shell ended in:\n" + text + "\n" + "".join(printed))

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=BLOCK_S_MAX)
        self.process.stdout.close()


def table_of(text):
    """Rows of the guide's first table in `text`."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if not re.match(r"\|[-|]+\|$", row)]


class Guide(house.Story):
    maxDiff = None

    def follow_services(self, command):
        """systemctl and journalctl, of which a test has none; gives what they print and end with."""
        if command.startswith("journalctl"):
            return "\n".join(self.biyun.said) + "\n", 0
        self.assertEqual("systemctl restart biyun", command)
        self.assertEqual(0, self.biyun.stop() if self.biyun.process.poll() is None else 0)
        try:
            self.biyun.start()
        except AssertionError:   # it did not start; the guide says what is in the journal then
            return "", 1
        return "", 0

    def run_block(self, shell, text):
        printed, code, waiting = "", 0, []
        for line in [*text.splitlines(), None]:
            service = line is None or re.match(r"(systemctl|journalctl) ", line)
            if not service:
                waiting.append(line)
                continue
            if waiting:
                more, code = shell.run("\n".join(waiting))
                printed, waiting = printed + more, []
            if line is not None:
                more, code = self.follow_services(line)
                printed += more
        return printed, code

    def expect(self, wanted, printed, block):
        """Every line of `wanted` comes in its order; … stands for anything within a line."""
        at = 0
        for line in wanted.splitlines():
            pattern = ".*?".join(re.escape(part) for part in line.split("…"))
            found = re.compile(pattern).search(printed, at)
            self.assertTrue(found, f"the guide promises\n  {line}\nafter\n{block}\nbut there came\n{printed}")
            at = found.end()

    def prepare(self, folder):
        """The house of the guide: a server, an officer of the air desk, the files its commands name."""
        self.biyun = self.server()
        self.biyun.http = f"127.0.0.1:{self.biyun.http_port}"   # an address that stays, as in life
        chief = house.administrator(self.biyun)
        status, made = chief.ask("POST", "/people", {"login": "air-desk", "name": "大气科（示例）", "role": "officer", "department": "air",
                                                     "password": "a-first-password-1"})
        self.assertEqual(201, status, made)
        newcomer = house.Person(self.biyun, "air-desk", "a-first-password-1")
        status, answer = newcomer.ask("POST", "/session/password", {"old": "a-first-password-1", "new": "a-second-password-2"})
        self.assertEqual(204, status, answer)
        programs = self.folder / "bin"
        programs.mkdir()
        (programs / "biyun").symlink_to(house.BIYUN)
        folder.mkdir()
        (folder / "治理后.png").write_bytes(one_pixel())
        return Shell(folder, {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "DATA": str(self.data), "LOGIN": "air-desk",
                              "PASSWORD": "a-second-password-2", "SITE": f"http://127.0.0.1:{self.biyun.http_port}"})

    def nobody_is_told_of(self, visitor, contact):
        """The guide's promise that no visitor sees a person, and no history."""
        for address in ("", "/1"):
            answer, text = visitor.raw("GET", f"/registers/noise_sensitive_building/records{address}")
            self.assertEqual(200, answer.status, address)
            for hidden in (contact, "air-desk", "示例路"):
                self.assertNotIn(hidden, text.decode(), address)
        self.assertEqual(403, visitor.raw("GET", "/registers/noise_sensitive_building/records/1/history")[0].status)

    def test_the_guide_leads_from_nothing_to_a_working_register(self):
        guide = GUIDE.read_text(encoding="utf-8")
        guide = guide[guide.index("## 从无到有"):guide.index("## 全部键")]
        folder = self.folder / "desk"
        shell = self.prepare(folder)
        self.addCleanup(shell.close)
        sheet = table_of(guide[guide.index("### 7 "):guide.index("### 8 ")])
        subprocess.run([SPREADSHEETS, "-c", MAKE_SHEET, str(folder / "排查表.xlsx")], input=json.dumps(sheet), text=True, check=True, timeout=60)
        printed, block, commands = None, None, 0
        for part in BLOCK.finditer(guide):
            kind, said, text = part["kind"], part["said"].strip(), part["text"]
            if kind == "yaml":
                (folder / said.removeprefix("file=")).write_text(text, encoding="utf-8")
            elif kind == "sh":
                printed, code = self.run_block(shell, text)
                block = text
                commands += 1
                self.assertEqual(int(said.removeprefix("exit=") or 0), code, f"{text}\n{printed}")
            else:
                self.assertEqual("text", kind)
                self.expect(text, printed, block)
        self.assertGreaterEqual(commands, 15, "the guide lost its commands")
        self.nobody_is_told_of(house.Person(self.biyun), "示例联系人")
        self.assertEqual(0, self.biyun.stop())


if __name__ == "__main__":
    unittest.main()
