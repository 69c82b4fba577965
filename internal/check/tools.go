package check

import (
	"context"
	"strings"
)

type toolView struct {
	ID     int64  `json:"id"`
	Slug   string `json:"slug"`
	Active bool   `json:"is_active"`
}

func (r *run) tools(ctx context.Context) (string, error) {
	a, err := r.get(ctx, toolsPath)
	if err != nil {
		return "", err
	}
	list, err := readPage[toolView](a, toolFields...)
	if err != nil {
		return "", err
	}
	slugs := make([]string, len(list))
	for i, tool := range list {
		slugs[i] = strings.ToLower(tool.Slug)
		if slugs[i] == "pos" {
			r.tool = tool
		}
	}
	if r.made() {
		err = a.all("tool", defaultTools, slugs)
	}
	return strings.Join(slugs, ", "), err
}

func (r *run) access(ctx context.Context) (string, error) {
	a, err := r.get(ctx, accessPath)
	if err != nil {
		return "", err
	}
	list, err := readPage[struct {
		Tool    toolView `json:"tool"`
		Granted bool     `json:"is_granted"`
	}](a, accessFields...)
	if err != nil {
		return "", err
	}
	var granted []string
	for _, grant := range list {
		if grant.Granted {
			granted = append(granted, strings.ToLower(grant.Tool.Slug))
		}
	}
	if r.made() {
		err = a.all("grant of", defaultTools, granted)
	}
	return "granted: " + listed(granted), err
}
