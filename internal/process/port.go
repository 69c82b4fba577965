package process

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// Ports that we hand out lie below those that Linux (32768 up) and macOS (49152 up) give to outgoing connections.
// Otherwise, while a server restarts, a client that keeps dialling its port can be given that very port as its own,
// connects to itself, and the server can never listen there again.
const (
	firstPort = 20000
	lastPort  = 32000
	portTries = 200
)

// ErrNoPort says that no loopback port could be had.
var ErrNoPort = errors.New("no free port on 127.0.0.1")

// FreePort finds a TCP port on 127.0.0.1 on which nobody listens, prefer if it is such a one (0: no preference). It is
// free only now: whoever listens on it must be ready to hear that it is taken and ask again.
func FreePort(prefer int) (int, error) {
	if prefer > 0 && portIsFree(prefer) {
		return prefer, nil
	}
	for range portTries {
		port := firstPort + rand.IntN(lastPort-firstPort)
		if portIsFree(port) {
			return port, nil
		}
	}
	return 0, fmt.Errorf("%w between %d and %d: close what listens there", ErrNoPort, firstPort, lastPort)
}

func portIsFree(port int) bool {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))) //nolint:noctx // does not wait
	if err != nil {
		return false
	}
	return listener.Close() == nil
}
