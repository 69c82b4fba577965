package api

// PathID is the {id} of a path. Embed it in the input of a route; what is not a positive whole number is a 404.
type PathID struct {
	ID int64 `path:"id" minimum:"1" doc:"Its id"`
}
