# The commands of Biyun. `make run` and `make test` install what is missing first; a second run is quick.
.PHONY: run build test bench fuzz tidy clean
.DEFAULT_GOAL := build

JOBS ?= $(shell nproc)
NINJA = ninja -j$(JOBS)
RUN_ARGS ?= --demo --data build/demo --http 127.0.0.1:8080 --hj212 127.0.0.1:9212

build:
	@tools/setup.sh build
	@cmake --preset release >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@$(NINJA) -C build/release biyun
	@tools/web.sh build

run: build
	@build/release/biyun serve $(RUN_ARGS)

test:
	@tools/setup.sh test
	@tools/test.sh

bench:
	@tools/setup.sh test
	@tools/bench.sh

fuzz:
	@tools/setup.sh tidy
	@tools/fuzz.sh $(SECONDS_EACH)

tidy:
	@tools/setup.sh tidy
	@tools/tidy.sh $(FILES)

clean:
	rm -rf build/release build/test build/dev build/asan build/tsan build/bench build/tidy build/fuzz web/dist
