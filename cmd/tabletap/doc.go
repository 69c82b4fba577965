// Command tabletap is the control plane of the TableTap ecosystem. `tabletap help` lists what it does.
package main
