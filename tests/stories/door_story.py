"""What a logger experiences at the door, on a real socket."""
import json
import socket
import time

import house

MN = "STORY000000000000000002"


class Door(house.Story):
    def setUp(self):
        super().setUp()
        self.at = self.server()
        self.person = house.administrator(self.at)
        self.point = house.register(self.person, MN, "STORY-2")

    def now(self, less_s=0):
        return time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() + 8 * 3600 - less_s))

    def test_an_upload_is_acknowledged_and_can_be_opened_down_to_its_bytes(self):
        logger = house.Logger(self.at)
        qn = self.now() + "001"
        logger.send(house.upload(MN, qn, self.now(5), 33.25))
        answer = logger.answers(1)[0]
        self.assertIn("ST=91;CN=9014", answer)
        self.assertIn("QN=" + qn, answer)
        chart = house.eventually(lambda: (c := self.person.get(f"/points/{self.point}/chart?factor=w01018&kind=realtime"))["rows"] and c, what="the value")
        row = dict(zip(chart["columns"], chart["rows"][-1]))
        self.assertAlmostEqual(33.25, row["value"])
        opened = self.person.get(f"/frames/{row['frame']}")
        self.assertIn("w01018-Rtd=33.25", opened["text"])
        self.assertNotIn("123456", opened["text"], "the logger's password is masked")
        self.assertTrue(opened["decoded"]["crc_ok"])

    def test_a_wrong_checksum_is_answered_by_nothing_and_explained_in_the_diagnosis(self):
        logger = house.Logger(self.at)
        good = house.upload(MN, self.now() + "002", self.now(5))
        logger.send(good[:-6] + b"0000\r\n")
        self.assertEqual([], logger.answers(1, 1.5))
        logger.send(house.upload(MN, self.now() + "003", self.now(4)))
        self.assertEqual(1, len(logger.answers(1)))

        def fault():
            return [f for f in self.person.get(f"/loggers/{MN}")["faults"] if f["count"] > 0]
        self.assertTrue(house.eventually(fault, what="the fault in the diagnosis")[0]["advice"]["zh"])

    def test_a_stranger_waits_in_the_list_with_his_frames_and_gets_his_place(self):
        logger = house.Logger(self.at)
        stranger = "STORY000000000000000099"
        logger.send(house.upload(stranger, self.now() + "004", self.now(5), 12.5))
        seen = house.eventually(lambda: [s for s in self.person.get("/seen")["items"] if s["mn"] == stranger], what="the stranger in the list")
        self.assertEqual(1, seen[0]["frames"])
        point = house.register(self.person, stranger, "STORY-3")
        rows = house.eventually(lambda: self.person.get(f"/points/{point}/chart?factor=w01018&kind=realtime")["rows"], what="the stranger's first value")
        self.assertAlmostEqual(12.5, rows[0][1])
        self.assertEqual([], [s for s in self.person.get("/seen")["items"] if s["mn"] == stranger])

    def test_noise_floods_and_half_frames_harm_nobody_else(self):
        rude = [house.Logger(self.at) for _ in range(20)]
        for number, one in enumerate(rude):
            try:
                one.send(bytes((number * 37 + k * 101) % 256 for k in range(200_000)))
                one.send(b"##9999QN=")
            except OSError:
                pass   # hung up on: as it should be
        polite = house.Logger(self.at)
        polite.send(house.upload(MN, self.now() + "005", self.now(3)))
        self.assertEqual(1, len(polite.answers(1)))
        counters = self.person.get("/system")["counters"]
        self.assertTrue(any("noise" in name or "refused" in name for name, count in counters.items() if count > 0), counters)
        self.assertEqual(0, self.at.stop())

    def test_the_same_frame_twice_is_acknowledged_twice_and_stored_once(self):
        logger = house.Logger(self.at)
        data = house.upload(MN, self.now() + "006", self.now(7), 21)
        logger.send(data)
        self.assertEqual(1, len(logger.answers(1)))
        logger.send(data)
        self.assertEqual(1, len(logger.answers(1)))
        rows = house.eventually(lambda: self.person.get(f"/points/{self.point}/chart?factor=w01018&kind=realtime")["rows"], what="the value")
        self.assertEqual(1, len(rows))

    def test_the_screens_hear_of_a_value_as_it_comes(self):
        listener = socket.create_connection(("127.0.0.1", self.at.http_port), timeout=15)
        listener.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nCookie: {self.person.cookie}\r\n\r\n".encode())
        self.assertIn(b"text/event-stream", listener.recv(4096))
        logger = house.Logger(self.at)
        logger.send(house.upload(MN, self.now() + "007", self.now(2), 44.5))
        heard, end = b"", time.monotonic() + 20
        while b"event: values" not in heard.rpartition(b"\n\n")[0]:
            self.assertLess(time.monotonic(), end, heard)
            heard += listener.recv(65536)
        event = next(part for part in heard.decode().split("\n\n") if "event: values" in part)
        data = json.loads(event.split("data: ", 1)[1].splitlines()[0])
        self.assertEqual(self.point, data["point"])
        self.assertEqual([("w01018", 44.5)], [(row["factor"], row["value"]) for row in data["rows"]])
        listener.close()


if __name__ == "__main__":
    house.unittest.main()
