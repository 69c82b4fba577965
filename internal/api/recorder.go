package api

import (
	"net/http"
	"sync/atomic"
)

// recorder remembers what was answered, for the log and the metrics.
type recorder struct {
	http.ResponseWriter

	draining *atomic.Bool
	status   int
	bytes    int64
}

// WriteHeader records the final status. While the server drains, it asks the caller to come back on another connection.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
		if w.draining.Load() {
			w.Header().Set("Connection", "close")
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes of the body as they leave, compressed or not.
func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Flush lets streaming handlers through.
func (w *recorder) Flush() {
	if f, ok := w.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Unwrap is for http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
