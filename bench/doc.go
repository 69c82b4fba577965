// Bench measures what the product promises to be: how long a restaurant takes to make, what a migration of a thousand costs,
// how many requests are answered, how soon a start answers and how much memory it takes. Each figure stands beside its limit,
// which is the same work done in the plainest way on the same machine in the same run, so that the comparison means something
// on any machine.
//
//	make bench                                # everything, about four minutes
//	make bench ARGS="-only 3,4 -round 5s"     # some figures, longer
//	make bench ARGS=-quick                    # a few seconds each, to see that it runs
//	make bench ARGS="-only 3 -profile cpu.out" # what the server spends its time on
//
// The database is a PostgreSQL of its own with durable settings, in a temporary folder that must be on a disk. Ours and the
// limit take turns in short rounds, and what counts is the median of the rounds' ratios: what else the machine does hits both.
package main
