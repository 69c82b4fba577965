package process

import "golang.org/x/sys/unix"

const (
	memoryFolder = "/dev/shm"
	enoughMemory = 8 << 30 // bytes free; what all tests at once need is a fraction of it
)

// inMemory is a folder whose files are in memory, "" when there is none with room. A database of a test's own is some hundred files, which
// cost a disk more than the test.
func inMemory() string {
	var fs unix.Statfs_t
	if err := unix.Statfs(memoryFolder, &fs); err != nil || fs.Type != unix.TMPFS_MAGIC {
		return ""
	}
	if uint64(fs.Bsize)*fs.Bavail < enoughMemory || unix.Access(memoryFolder, unix.W_OK|unix.X_OK) != nil {
		return ""
	}
	return memoryFolder
}
