"""Runs the benches one after the other and keeps what each says in build/bench/<name>.txt. run.py [NAME...]

Each line below is a question that bench/README.md answers with a figure.
"""
import pathlib
import platform
import subprocess
import sys

BUILD = pathlib.Path(__file__).resolve().parents[1] / "build" / "bench"
QUESTIONS = {
    "hj212": ["hj212_bench", "--benchmark_min_time=1"],
    "assess": ["assess_bench", "--benchmark_min_time=1"],
    "assess_lines": ["assess_lines_bench", "--benchmark_min_time=1"],
    "waters": ["waters_bench", "--benchmark_min_time=1"],
    "evidence": ["evidence_bench"],
    "observe": ["observe_bench"],
    "judge": ["judge_bench"],
    "year_of_stations": ["evaluate_bench", "--only", "year_of_stations"],
    "rejudge": ["evaluate_bench", "--only", "rejudge"],
    "start": ["start_bench"],
    "registry": ["registry_bench"],
    "features": ["features_bench"],
    "exchange": ["exchange_bench"],
    "report_month": ["report_bench"],
    "connections": ["connections_bench", "--connections", "10000"],
    "ingest": ["ingest_bench", "--connections", "1000", "--seconds", "60", "--rate", "62000"],
    "ingest_flat_out": ["ingest_bench", "--connections", "1000", "--seconds", "20"],
    "first_paint": ["node", "bench/first_paint.mjs", "build/bench/biyun"],
}


def machine():
    model = next((line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "?")
    cores = subprocess.run(["nproc"], capture_output=True, text=True, check=True).stdout.strip()
    return f"{model}, {cores} cores, Linux {platform.release()}"


def main():
    print("machine:", machine())
    failed = []
    for name in sys.argv[1:] or QUESTIONS:
        program, *words = QUESTIONS[name]
        print(f"\n== {name}: {' '.join([program, *words])}", flush=True)
        done = subprocess.run([program if program == "node" else str(BUILD / program), *words], cwd=BUILD.parents[1],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        print(done.stdout, end="")
        (BUILD / f"{name}.txt").write_text(machine() + "\n" + done.stdout)
        if done.returncode:
            failed.append(name)
    if failed:
        sys.exit(f"bench: failed: {', '.join(failed)}")


main()
