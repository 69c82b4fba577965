package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// metaRoute is where an operation keeps its route.
const metaRoute = "route"

// adapter puts huma's operations on our mux, behind admission.
type adapter struct{ api *API }

// Handle registers every spelling of the operation's path.
func (ad adapter) Handle(op *huma.Operation, handle func(huma.Context)) {
	rt := op.Metadata[metaRoute].(*route) //nolint:errcheck,forcetypeassert // Handle put it there
	serve := func(w http.ResponseWriter, r *http.Request) {
		rt.serve(w, r, func(c *call) {
			c.humaContext = humago.NewContext(op, r, c.w)
			handle(c)
			c.finish()
		})
	}
	for _, pattern := range spellings(op.Path) {
		ad.api.mux.HandleFunc(op.Method+" "+pattern, serve)
	}
}

// ServeHTTP is for huma, which serves nothing by itself here.
func (ad adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { ad.api.mux.ServeHTTP(w, r) }
