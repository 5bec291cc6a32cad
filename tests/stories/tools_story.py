"""The tools say what is wrong with what they were given: 2 for a wrong call, 3 for a world that refuses, never silence."""
import gzip
import json
import pathlib
import socket
import subprocess
import time

import house


def nobody_at():
    """An address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


class Tools(house.Story):
    def test_simulate_is_called_rightly_or_says_what_is_wrong(self):
        wrong = house.run("simulate", "--faults", "late,bogus", check=2)
        self.assertIn("wrong-crc", wrong.stderr + wrong.stdout)
        self.assertNotIn("CHECK", wrong.stderr)
        for words in (("--seconds", "-1"), ("--speed", "0"), ("--speed", "-2"), ("--history", "-1"), ("--to", "bogus")):
            with self.subTest(words):
                house.run("simulate", *words, check=2)
        alone = house.run("simulate", "--to", nobody_at(), "--loggers", "2", "--seconds", "1", check=3)
        self.assertIn("no gateway was reached", alone.stderr)

    def test_a_simulated_logger_can_be_registered_from_the_list(self):
        listed = [json.loads(line) for line in house.run("simulate", "--list", "--loggers", "5", "--faults", "sm4,late", check=0).stdout.splitlines()]
        self.assertEqual(5, len(listed))
        server = self.server()
        person = house.administrator(server)
        for number, logger in enumerate(listed[:2]):
            status, point = person.ask("POST", "/points", {"code": f"SIM-{number}", "name": "模拟（虚构）", "kind": "water_outlet"})
            self.assertEqual(201, status, point)
            given = {"point": point["id"], "password": logger["password"], "edition": logger["edition"], "rtd_interval_s": 30}
            if logger["sm4_key"]:
                given["sm4_key"] = logger["sm4_key"]
            status, answer = person.ask("PUT", f"/loggers/{logger['mn']}", given)
            self.assertEqual(200, status, answer)
        ran = house.run("simulate", "--to", f"127.0.0.1:{server.door_port}", "--loggers", "2", "--faults", "sm4,late", "--seconds", "8", "--history", "2",
                        check=0)
        self.assertIn("2 of 2 loggers connected", ran.stdout)
        self.assertNotIn(", 0 acknowledged", ran.stdout)

    def test_replay_ends_when_nobody_listens_and_when_a_file_is_cut_off(self):
        frames = self.folder / "frames.txt.gz"
        whole = gzip.compress(house.upload("STORY000000000000000007", "20260601000000001", "20260601000000") * 50)
        frames.write_bytes(whole)
        began = time.monotonic()
        alone = house.run("replay", str(frames), "--to", nobody_at(), check=3)
        self.assertLess(time.monotonic() - began, 20)
        self.assertEqual(1, len(alone.stderr.splitlines()), alone.stderr)
        frames.write_bytes(whole[:-4])
        self.assertIn("cut off", house.run("replay", str(frames), "--to", nobody_at(), check=3).stderr)
        frames.write_bytes(b"")
        self.assertIn("empty", house.run("replay", str(frames), "--to", nobody_at(), check=3).stderr)

    def test_a_folder_is_no_input_and_a_full_disk_no_output(self):
        for words in (("hj212", "decode"), ("hj212", "encode"), ("assess", "check")):
            with self.subTest(words):
                self.assertIn("folder", house.run(*words, str(self.folder), check=3).stderr)
        with open("/dev/full", "w") as full:
            done = subprocess.run([house.BIYUN, "hj212", "decode"], input="##", stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(3, done.returncode, done.stderr)

    def test_serve_looks_at_its_addresses_before_it_makes_a_data_folder(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            for code, words in ((2, ("--http", "bogus")), (2, ("--hj212", "127.0.0.1:99999")), (3, ("--hj212", f"127.0.0.1:{port}"))):
                with self.subTest(words):
                    rest = ("--http", "127.0.0.1:0") if words[0] == "--hj212" else ("--hj212", "127.0.0.1:0")
                    done = house.run("serve", "--data", str(self.data), *words, *rest, check=code)
                    self.assertNotIn("password", done.stdout)
                    self.assertFalse(pathlib.Path(self.data).exists())


if __name__ == "__main__":
    house.unittest.main()
