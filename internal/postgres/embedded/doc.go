// Package embedded runs a PostgreSQL server as a child of this program, for `tabletap dev` and for tests: no service to
// install a database into, nothing to configure, and the data of each project in a folder of its own.
//
// It uses the newest installed server of version 15 or later (of the data's own version, once there is data), and
// downloads one when there is none. PostgreSQL refuses to run as root, so for root it runs as the owner of the data,
// which at first is user "postgres", or "nobody" where that does not exist; and when that user cannot enter the data
// folder, as in /root, the data lives in /var/lib/tabletap instead and Server.DataDir says where.
//
// Programs get an ordinary role that owns its databases (URL); the cluster's superuser is for operators and tests (SuperuserURL).
//
// The folder holds:
//
//	data/          the cluster
//	run/           the Unix socket
//	password       of the superuser, readable by its owner alone
//	server.json    the port and socket folder of last time
//	server.log     of this start; server.log.old of the one before
//	lock           held by the program that runs the server
//
// The server ends when this program does, also by kill -9; should it survive all the same, the next Start on the folder
// finds it, stops it and starts anew.
package embedded
