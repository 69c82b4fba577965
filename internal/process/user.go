package process

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// User is whom a child runs as. Only root may choose another than itself.
type User struct{ UID, GID int }

// LookupUser finds the first of the names that this machine knows.
func LookupUser(names ...string) (*User, error) {
	for _, name := range names {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		return parseUser(account)
	}
	return nil, fmt.Errorf("none of the users %v exists: add one with `useradd --system %s`", names, names[0])
}

func parseUser(account *user.User) (*User, error) {
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return nil, fmt.Errorf("read the user id of %s: %w", account.Username, err)
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		return nil, fmt.Errorf("read the group id of %s: %w", account.Username, err)
	}
	return &User{UID: uid, GID: gid}, nil
}

// Own gives a file or folder to u; nil is whoever we are, who has it already.
func (u *User) Own(path string) error {
	if u == nil {
		return nil
	}
	if err := os.Chown(path, u.UID, u.GID); err != nil {
		return fmt.Errorf("give %s to user %d: %w", path, u.UID, err)
	}
	return nil
}

// CanEnter tries, as u, to work in a folder. Reading permission bits would miss access lists and the folders above.
func (u *User) CanEnter(folder string) error {
	cmd := exec.Command("/bin/sh", "-c", ":") //nolint:noctx // does nothing and ends
	cmd.Dir = folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: u.credential()}
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("enter %s: %w", folder, err)
	}
	return nil
}

// credential also drops root's supplementary groups.
func (u *User) credential() *syscall.Credential {
	if u == nil {
		return nil
	}
	return &syscall.Credential{Uid: uint32(u.UID), Gid: uint32(u.GID)}
}
