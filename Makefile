# TableTap Console. `make` or `make help` lists what there is to do.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

GO      ?= go
ARGS    ?=
PKGS    ?= ./...
FUZZ    ?= 10s
SEED    ?= 1
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  = -X github.com/tabletap/console/internal/cli.version=$(VERSION)

ifeq ($(shell command -v $(GO)),)
$(error Go is not installed, or not in PATH: https://go.dev/doc/install)
endif

# The race detector needs a C compiler; without one the tests still run.
RACE := $(if $(shell command -v gcc || command -v cc),-race,)

paystack_client := internal/sandbox/paystack/testdata/client

# How the tests are shown. CI and people get one line a package, and every failure again at the end.
TESTFORMAT ?= pkgname-and-test-fails

.PHONY: help
help: ## List every target
	@awk 'BEGIN {FS = ":.*## "} \
		/^## / {printf "\n%s\n", substr($$0, 4)} \
		/^[a-z0-9-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

## Everyday

.PHONY: run
run: ## Install what is missing, build, and start everything on port 3001 (ARGS="--reset", "--listen :8080", …)
	@scripts/install-deps --try postgresql
	@scripts/with-node --try $(MAKE) --no-print-directory console
	@$(MAKE) --no-print-directory build
	@exec bin/tabletap dev $(ARGS)

.PHONY: build
build: ## Build bin/tabletap, stamped with the version, with the console if it was built
	$(GO) build -ldflags '$(LDFLAGS)' -o bin/tabletap ./cmd/tabletap

# Vetting is off since `make check` does it, and more of it.
.PHONY: test
test: bin/gotestsum ## Run every test on a PostgreSQL and a Redis of its own (PKGS=./internal/staff/... for some)
	@scripts/install-deps postgresql redis-server chromium
	@$(GO) build -o bin/testenv ./internal/testenv
	@$(if $(filter ./...,$(PKGS)),$(MAKE) --no-print-directory sdk)
	@$(MAKE) --no-print-directory $(paystack_client)/node_modules/.package-lock.json
	@$(if $(filter ./...,$(PKGS)),$(MAKE) --no-print-directory console-test)
	@bin/testenv -- bin/gotestsum --format $(TESTFORMAT) -- $(RACE) -vet=off -timeout 5m $(TESTFLAGS) $(PKGS)

.PHONY: console
console: internal/console/dist/index.html ## Build the web console, which `make build` then puts into the binary

.PHONY: console-test
console-test: console build ## Run the web console's tests: units, then every story in Chromium (SPECS=staff for some)
	@$(GO) build -o bin/pos ./examples/pos
	@cd web && npm test --silent
	@cd web && npm run --silent e2e -- $(SPECS)

.PHONY: console-bench
console-bench: console build web/bench/node_modules/.package-lock.json ## Print the web console's figures: bytes, Lighthouse, scrolling
	@scripts/install-deps postgresql chromium
	@cd web && npx playwright test --config bench/playwright.config.ts

.PHONY: screenshots
screenshots: console build ## Take the README's pictures of the console (ALL=1: every page, size and colour, to web/test-results/all)
	@scripts/install-deps chromium
	@cd web && npm run --silent screenshots

.PHONY: check
check: check-format check-tidy vet check-walls check-generated check-sdk check-console docker-check lint ## Everything that needs no database: lint, formatting, walls, generated files

.PHONY: sdk
sdk: sdk/js/dist/index.js ## Build sdk/js and run its tests
	@cd sdk/js && npm test --silent

.PHONY: generate
generate: bin/sqlc build ## Write what is generated: Go from SQL, docs/openapi.json from the routes
	bin/sqlc generate
	bin/tabletap openapi > docs/openapi.json

.PHONY: format
format: bin/golangci-lint ## Format the Go code, and mend what the linters can mend by themselves
	bin/golangci-lint fmt
	bin/golangci-lint run --fix

.PHONY: bench
bench: ## Print the figures of the README, each beside its limit (ARGS="-only 3,4", "-quick", -help)
	@scripts/install-deps postgresql
	@$(MAKE) --no-print-directory build
	@$(GO) build -o bin/bench ./bench
	@bin/bench $(ARGS)

.PHONY: simulate
simulate: ## Play 200 restaurants for two years, and a history in 1,000 orders (SEED=7 for another two years)
	@scripts/install-deps postgresql
	SIMULATE_SEED=$(SEED) SIMULATE_RESTAURANTS=200 SIMULATE_DAYS=730 ORDERS=1000 \
		$(GO) test $(RACE) ./internal/subscriptions -run 'TestSimulation|TestAHistoryEnds' -count=1 -timeout 60m -v

.PHONY: fuzz
fuzz: ## Run each fuzz target for a while (FUZZ=1m for longer)
	@GO='$(GO)' scripts/fuzz $(FUZZ)

.PHONY: clean
clean: ## Remove what was built; the data in .tabletap stays
	rm -rf bin coverage.out sdk/js/dist sdk/js/node_modules web/node_modules web/test-results internal/console/dist/* $(paystack_client)/node_modules

## Parts of check

.PHONY: lint
lint: bin/golangci-lint ## Run golangci-lint with the rules of .golangci.yaml
	GOGC=400 bin/golangci-lint run

.PHONY: vet
vet: ## Run go vet
	$(GO) vet ./...

.PHONY: check-format
check-format: ## Fail when a Go file is not as gofmt writes it
	@unformatted=$$(git ls-files -co --exclude-standard '*.go' | xargs -r gofmt -l); \
	if [ -n "$$unformatted" ]; then echo "not formatted (make format):"; echo "$$unformatted"; exit 1; fi

.PHONY: check-tidy
check-tidy: ## Fail when go.mod is not what `go mod tidy` writes
	$(GO) mod tidy -diff

.PHONY: check-generated
check-generated: bin/sqlc build ## Fail when a generated file is not what its source produces
	bin/sqlc diff
	@bin/tabletap openapi > bin/openapi.json
	@diff -u docs/openapi.json bin/openapi.json || { echo "docs/openapi.json is old: make generate"; exit 1; }

.PHONY: check-walls
check-walls: ## Fail when a package imports what it may not, or a file breaks a house rule
	$(GO) test ./internal/walls

.PHONY: check-sdk
check-sdk: sdk/js/node_modules/.package-lock.json ## Check the types of sdk/js
	@cd sdk/js && node_modules/.bin/tsc -p . --noEmit

.PHONY: check-console
check-console: web/node_modules/.package-lock.json ## Check the types and the style of the web console
	@cd web && npm run --silent check

.PHONY: docker-check
docker-check: bin/dockercheck ## Check Dockerfile and docker-compose.yml with Docker's own parsers; needs no Docker
	bin/dockercheck Dockerfile docker-compose.yml

## The JavaScript SDK; what npm has fetched before it does not fetch again

sdk/js/node_modules/.package-lock.json: sdk/js/package.json sdk/js/package-lock.json sdk/js/.npmrc
	cd sdk/js && npm ci --prefer-offline --no-progress --loglevel=error
	@touch $@

sdk/js/dist/index.js: sdk/js/node_modules/.package-lock.json sdk/js/tsconfig.json $(wildcard sdk/js/src/*.ts)
	cd sdk/js && node_modules/.bin/tsc -p .
	@touch $@

## The web console

web/node_modules/.package-lock.json: web/package.json web/package-lock.json web/.npmrc
	cd web && npm ci --prefer-offline --no-progress --loglevel=error
	@touch $@

web/bench/node_modules/.package-lock.json: web/bench/package.json web/bench/package-lock.json
	cd web/bench && npm ci --prefer-offline --no-progress --loglevel=error
	@touch $@

internal/console/dist/index.html: web/node_modules/.package-lock.json docs/openapi.json web/index.html web/vite.config.ts \
		$(shell find web/src web/public web/scripts -type f ! -name schema.d.ts)
	cd web && npm run --silent build
	@touch $@

# The client library by another author that the stand-in for Paystack is tested with.
$(paystack_client)/node_modules/.package-lock.json: $(addprefix $(paystack_client)/,package.json package-lock.json .npmrc)
	cd $(paystack_client) && npm ci --prefer-offline --no-progress --loglevel=error
	@touch $@

## Tools, each pinned by a module of its own below tools/

.PHONY: tools
tools: bin/sqlc bin/golangci-lint bin/gotestsum bin/dockercheck ## Build the developer tools into bin/

bin/sqlc: tools/sqlc/go.mod tools/sqlc/go.sum
	$(GO) build -C tools/sqlc -o $(CURDIR)/$@ github.com/sqlc-dev/sqlc/cmd/sqlc
	@touch $@

bin/golangci-lint: tools/golangci/go.mod tools/golangci/go.sum
	$(GO) build -C tools/golangci -o $(CURDIR)/$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

bin/gotestsum: tools/gotestsum/go.mod tools/gotestsum/go.sum
	$(GO) build -C tools/gotestsum -o $(CURDIR)/$@ gotest.tools/gotestsum
	@touch $@

bin/dockercheck: tools/dockercheck/go.mod tools/dockercheck/go.sum tools/dockercheck/main.go
	$(GO) build -C tools/dockercheck -o $(CURDIR)/$@ .
	@touch $@
