// Package gather makes one call of many: what is asked for while a call is under way waits, and goes together in the next. So a commit to
// disk is shared by all who come within the time that one takes, and nobody waits who comes alone.
package gather
