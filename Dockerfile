# docker build --build-arg VERSION="$(git describe --tags --always)" -t tabletap .

# The console's pages are the same on every platform.
FROM --platform=$BUILDPLATFORM node:22-alpine AS console
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-progress
COPY docs/openapi.json /src/docs/openapi.json
COPY web/ ./
RUN npm run build

# Built on the machine's own platform, for whichever one is asked for: Go compiles for others without emulation.
FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
WORKDIR /src

# The modules change seldom: a layer of their own keeps them from being fetched for every change of a line.
COPY go.mod go.sum ./
RUN go mod download

COPY . .
COPY --from=console /src/internal/console/dist/ internal/console/dist/
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
# No cgo, so that the binary needs nothing of the image below; time zones come along, since restaurants have them.
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -tags timetzdata \
    -ldflags "-s -w -X github.com/tabletap/console/internal/cli.version=$VERSION" \
    -o /out/tabletap ./cmd/tabletap

FROM alpine:3.22
RUN adduser -D -H -u 10001 tabletap
COPY --from=build /out/tabletap /usr/local/bin/tabletap
USER 10001:10001
ENV LISTEN=0.0.0.0:8000
EXPOSE 8000
# SIGTERM drains: requests that were accepted are answered first.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --start-interval=1s \
    CMD wget -q -O /dev/null http://127.0.0.1:8000/api/health/ || exit 1
ENTRYPOINT ["tabletap"]
CMD ["serve"]
