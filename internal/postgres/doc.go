// Package postgres is the way to the database: the connection pool, the two doors through which every query goes, the
// translation of PostgreSQL's errors into faults, and the migrator for the shared schema and the schemas of restaurants.
//
// The pool's own search_path is empty. SQL for a restaurant names its tables without a schema and works only behind the
// Tenant door, which sets the search_path for one transaction; SQL for shared tables says public. everywhere. So a query
// that forgot its door fails with "relation does not exist" and never reads another restaurant's rows.
package postgres
