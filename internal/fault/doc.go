// Package fault names what can go wrong, once, for the whole program: a small set of kinds, each with a stable machine
// word. It knows neither HTTP nor SQL. Stores make faults of database errors, services make faults of broken rules, and
// package api alone turns a fault into a status and a body.
package fault
